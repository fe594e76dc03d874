import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { reconciliationRunsOf } from "#app/domain/reconciliation/reconciliation.server.ts";
import { DAYS_LOOKED_BACK, reconciliationInput, runState, spanOf } from "#app/domain/reconciliation/reconciliation.ts";
import { startReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { addDays } from "#app/kernel/time.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { RunBadge } from "#app/ui/reconciliation/badges.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:runs.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  const now = context.now();
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  return {
    ...(await reconciliationRunsOf(context.db, page, actor)),
    page,
    now,
    suggested: { from: day(addDays(now, -DAYS_LOOKED_BACK)), to: day(now) },
  };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const form = await readForm(request, context, reconciliationInput);
  if (!form.ok) return form.reply;
  const span = spanOf(form.value, context.now());
  const { id } = await context.db.transaction((tx) => startReconciliation(tx, span, contextOf(actor, context)));
  return redirect(`/desk/finance/reconciliation/${id}`);
});

export default function Reconciliation() {
  const { rows, pages, page, now, suggested } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  return (
    <Page
      title={t("runs.title")}
      subtitle={t("runs.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
      actions={
        <LinkButton to="/desk/finance/cases" variant="secondary">
          {t("cases.link")}
        </LinkButton>
      }
    >
      <Card title={t("runs.start")}>
        <p className="text-soft text-sm">{t("runs.startText")}</p>
        <Form>
          <div className="flex flex-wrap items-start gap-4">
            <TextField name="from" type="date" label={t("runs.from")} defaultValue={suggested.from} required />
            <TextField name="to" type="date" label={t("runs.to")} defaultValue={suggested.to} required />
            <Button className="sm:mt-6.5">{t("runs.startNow")}</Button>
          </div>
        </Form>
      </Card>
      {rows.length === 0 ? (
        <EmptyState title={t("runs.empty")}>{t("runs.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("runs.title")}
          columns={[
            { key: "started", label: t("fields.started") },
            { key: "span", label: t("fields.span") },
            { key: "state", label: t("fields.result") },
            { key: "matched", label: t("classes.matched.name"), align: "right" },
            { key: "timing", label: t("classes.timing.name"), align: "right" },
            { key: "breaks", label: t("fields.breaks"), align: "right" },
            { key: "by", label: t("fields.by") },
          ]}
        >
          {rows.map(({ run, startedByName }) => (
            <Row key={run.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`/desk/finance/reconciliation/${run.id}`} className="font-medium text-accent underline">
                  <When at={run.startedAt} />
                </Link>
              </Cell>
              <Cell className="whitespace-nowrap">
                <When at={run.fromAt} format="date" zone="UTC" /> – <When at={run.toAt} format="date" zone="UTC" />
              </Cell>
              <Cell>
                <RunBadge state={runState(run, now)} breaks={run.breaks} />
              </Cell>
              {(["matched", "timing", "breaks"] as const).map((column) => (
                <Cell key={column} numeric className="tabular">
                  {run.finishedAt ? run[column] : null}
                </Cell>
              ))}
              <Cell className="whitespace-nowrap">{startedByName ?? t("runs.nightly")}</Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
