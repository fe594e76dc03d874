import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { restartRun, restartRunInput } from "#app/domain/reconciliation/restart-run.server.ts";
import { weeklyRun } from "#app/domain/reconciliation/weekly-runs.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { RunStateBadge, useLiveWhile } from "#app/ui/ledger/run-words.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("finance:runs.one");

export const loader = loaderOf(({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return weeklyRun(context.db, params.run ?? "", actor);
});

export const action = actionOf(async ({ context, request, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const form = await readForm(request, context, restartRunInput);
  if (!form.ok) return form.reply;
  const runId = params.run ?? "";
  await context.db.transaction((tx) => restartRun(tx, { runId, reason: form.value.reason }, contextOf(actor, context)));
  return redirect(`/desk/finance/runs/${runId}`);
});

export default function WeeklyRun() {
  const { run, total, done, failing, steps, mayRestart } = useLoaderData<typeof loader>();
  const { t } = useTranslation("finance");
  useLiveWhile(run.state === "running");
  return (
    <Page
      title={t("runs.of", { what: t(`runs.kinds.${run.kind}`), week: run.week })}
      subtitle={t(`runs.about.${run.kind}`)}
      state={<RunStateBadge state={run.state} />}
      back={{ to: "/desk/finance/runs", label: t("runs.title") }}
    >
      <Card title={t("runs.progress")}>
        <Meter value={done} max={Math.max(total, 1)} label={t("fields.steps")} plain>
          {`${done} / ${total}`}
        </Meter>
        {failing > 0 ? <p className="mt-2 text-red text-sm">{t("runs.failing", { count: failing })}</p> : null}
      </Card>
      {run.state === "incomplete" && mayRestart ? (
        <Card title={t("runs.restart")}>
          <p className="mb-3 text-soft text-sm">{t("runs.restartText")}</p>
          <Form>
            <div className="grid gap-3">
              <TextField name="reason" label={t("fields.reason")} required />
              <Button className="w-fit">{t("runs.restart")}</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {steps.length === 0 ? (
        <EmptyState title={t("runs.noFailures")}>{t("runs.noFailuresHint")}</EmptyState>
      ) : (
        <Table
          caption={t("runs.undone")}
          columns={[
            { key: "subject", label: t("fields.subject") },
            { key: "error", label: t("fields.reason") },
            { key: "tries", label: t("fields.tries"), align: "right" },
          ]}
        >
          {steps.map((step) => (
            <Row key={step.subjectId}>
              <Cell className="break-all font-mono text-xs">{step.subjectId}</Cell>
              <Cell>{step.error}</Cell>
              <Cell numeric>{step.attempts}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </Page>
  );
}
