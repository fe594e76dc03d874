import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { statementOf } from "#app/domain/payouts/statement.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { periodOf } from "#app/http/period.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { PrintButton } from "#app/ui/kit/print-button.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { StatementTable } from "#app/ui/payouts/statement-table.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:statement.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId, viewer } = requireAgent(context);
  const { from, to, since, until } = periodOf(url, context.now());
  const statements = await statementOf(context.db, agentId, { from: since, to: until }, actor);
  return { statements, from, to, name: viewer.name };
});

export default function StatementPage() {
  const { statements, from, to, name } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { now } = useReader();
  const some = statements.filter((one) => one.lines.length > 0 || one.opening.pending + one.opening.available > 0n);
  return (
    <Page
      title={t("statement.title")}
      subtitle={
        <>
          {name} · <When at={from} format="date" /> – <When at={to} format="date" /> · {t("statement.utc")}
        </>
      }
      back={{ to: "/agent/earnings", label: t("earnings.title") }}
      actions={
        <>
          <a
            href={`/resources/statement-csv?from=${from}&to=${to}`}
            className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
          >
            {t("statement.csv")}
          </a>
          <PrintButton label={t("statement.print")} />
        </>
      }
    >
      <div className="grid gap-3 print:hidden">
        <Form method="get" className="flex flex-wrap items-end gap-3" key={`${from} ${to}`}>
          <TextField name="from" type="date" label={t("statement.from")} defaultValue={from} />
          <TextField name="to" type="date" label={t("statement.to")} defaultValue={to} />
          <Button variant="secondary">{t("statement.show")}</Button>
        </Form>
        <nav aria-label={t("statement.periods")} className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {periods(now).map(([key, first, last]) => (
            <Link key={key} to={`/agent/statement?from=${first}&to=${last}`} className="text-accent underline">
              {t(`statement.${key}`)}
            </Link>
          ))}
        </nav>
      </div>
      {some.length === 0 ? <EmptyState title={t("statement.empty")}>{t("statement.emptyHint")}</EmptyState> : null}
      {some.map((one) => (
        <StatementTable key={one.currency} statement={one} from={from} to={to} />
      ))}
    </Page>
  );
}

/** Periods that people ask for, as days: this month, the last one, this year. */
function periods(now: Date): [key: string, from: string, to: string][] {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const day = (y: number, m: number, d: number) => new Date(Date.UTC(y, m, d)).toISOString().slice(0, 10);
  return [
    ["thisMonth", day(year, month, 1), day(year, month + 1, 0)],
    ["lastMonth", day(year, month - 1, 1), day(year, month, 0)],
    ["thisYear", day(year, 0, 1), day(year, 11, 31)],
  ];
}
