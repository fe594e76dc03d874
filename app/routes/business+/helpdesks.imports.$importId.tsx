import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { may } from "#app/domain/accounts/permissions.ts";
import { chooseColumns } from "#app/domain/helpdesks/choose-columns.server.ts";
import { columnsInput, startInput } from "#app/domain/helpdesks/event-log.ts";
import { importPreview } from "#app/domain/helpdesks/import-preview.server.ts";
import { startImport } from "#app/domain/helpdesks/start-import.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { timeZones } from "#app/kernel/time.ts";
import { ImportColumns, ImportFaults, ImportFound } from "#app/ui/helpdesks/import-draft.tsx";
import { ImportMapping } from "#app/ui/helpdesks/import-mapping.tsx";
import { ImportProgress } from "#app/ui/helpdesks/import-progress.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:upload.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const preview = await importPreview(context.db, id(params.importId), context.now(), actor);
  return { ...preview, zones: timeZones(), manages: may(actor, "helpdesks.manage", preview.connection) };
});

export const action = actionOf(async ({ context, request, params }) => {
  const { actor } = requireMember(context);
  const importId = id(params.importId);
  const form = await readForm(request, context, z.discriminatedUnion("intent", [columnsInput, startInput]));
  if (!form.ok) return form.reply;
  const input = form.value;
  await context.db.transaction(async (tx) => {
    if (input.intent === "start") return startImport(tx, { ...input, importId }, contextOf(actor, context));
    const { intent: _, timeZone, ...columns } = input;
    return chooseColumns(tx, { importId, columns, timeZone }, contextOf(actor, context));
  });
  return redirect(`/business/helpdesks/imports/${importId}`);
});

export default function HelpdeskImport() {
  const { log, connection, draft, zones, manages } = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  const tone = { draft: "neutral", running: "marigold", finished: "green" } as const;
  return (
    <Page
      title={log.fileName}
      subtitle={connection.name}
      back={{ to: `/business/helpdesks/${connection.id}`, label: connection.name }}
      state={<Badge tone={tone[log.state]}>{t(`imports.states.${log.state}`)}</Badge>}
    >
      {log.state === "running" ? <ImportProgress done={log.doneRows} rows={log.rows} /> : null}
      {log.state === "finished" ? (
        <Card title={t("run.finished")} className="max-w-xl">
          <Facts
            items={[
              { label: t("columns.rows"), value: log.rows },
              { label: t("run.added"), value: log.addedRows },
              { label: t("run.known"), value: log.rows - log.addedRows || "–" },
            ]}
          />
          <div className="flex flex-wrap gap-2">
            <LinkButton to={`/business/helpdesks/${connection.id}`}>{connection.name}</LinkButton>
            <LinkButton to="/business/metrics" variant="secondary">
              {t("metrics.title")}
            </LinkButton>
          </div>
        </Card>
      ) : null}
      {draft ? (
        <>
          <ImportFound draft={draft} zone={log.timeZone} />
          <ImportFaults faults={draft.faults} count={draft.faultCount} />
          {manages ? <ImportColumns header={draft.header} columns={log.columns} timeZone={log.timeZone} zones={zones} /> : null}
          {manages && draft.faultCount === 0 && draft.readable > 0 ? <ImportMapping draft={draft} /> : null}
        </>
      ) : null}
    </Page>
  );
}
