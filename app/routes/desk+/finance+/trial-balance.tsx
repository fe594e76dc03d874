import { Form, Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { trialBalanceAt } from "#app/domain/ledger/trial-balance.server.ts";
import { momentOf, trialByCurrency } from "#app/domain/ledger/trial-balance.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useLedgerNames } from "#app/ui/ledger/names.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:trial.title");

export const loader = loaderOf(async ({ context, url }) => {
  requireStaff(context, "platform_finance");
  const typed = url.searchParams.get("at") ?? "";
  const at = momentOf(typed);
  return { typed, at, trial: trialByCurrency(await trialBalanceAt(context.db, at)) };
});

export default function TrialBalance() {
  const { typed, at, trial } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const names = useLedgerNames();
  return (
    <Page
      title={t("trial.title")}
      subtitle={t("trial.subtitle")}
      back={{ to: "/desk/finance", label: t("overview.title") }}
      actions={
        <a
          href={`/resources/trial-balance-csv${at ? `?at=${encodeURIComponent(typed)}` : ""}`}
          className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
        >
          {t("csv")}
        </a>
      }
    >
      <Form method="get" className="flex flex-wrap items-end gap-3">
        <label className="grid gap-1 text-sm">
          <span className="font-medium">{t("trial.at")}</span>
          <input
            type="datetime-local"
            name="at"
            defaultValue={typed}
            aria-invalid={typed !== "" && !at ? true : undefined}
            className="h-10 rounded-lg border border-line-strong bg-raised px-3 aria-[invalid=true]:border-red"
          />
        </label>
        <Button variant="secondary">{t("trial.show")}</Button>
        {at ? (
          <Link to="/desk/finance/trial-balance" className="py-2 text-accent text-sm underline">
            {t("trial.now")}
          </Link>
        ) : null}
      </Form>
      {typed !== "" && !at ? <Notice tone="red">{t("trial.badMoment")}</Notice> : null}
      {at ? (
        <p className="text-soft text-sm">
          {t("trial.asOf")} <When at={at} zone="UTC" />
        </p>
      ) : null}
      {trial.length === 0 ? <EmptyState title={t("trial.empty")}>{t("trial.emptyHint")}</EmptyState> : null}
      {trial.map(({ currency, rows, debit, credit }) => (
        <Card
          key={currency}
          title={currency}
          actions={
            <Badge tone={debit === credit ? "green" : "red"}>
              {t(debit === credit ? "trial.balances" : "trial.doesNotBalance")}
            </Badge>
          }
        >
          <Table
            caption={`${t("trial.title")} ${currency}`}
            columns={[
              { key: "kind", label: t("fields.account") },
              { key: "accounts", label: t("fields.accounts"), align: "right" },
              { key: "debit", label: t("fields.debit"), align: "right" },
              { key: "credit", label: t("fields.credit"), align: "right" },
            ]}
          >
            {rows.map((row) => (
              <Row key={row.kind}>
                <Cell className="min-w-44">
                  <Link
                    to={`/desk/finance/accounts?kind=${encodeURIComponent(row.kind)}&currency=${currency}`}
                    className="text-accent underline"
                    title={names.meaning(row.kind)}
                  >
                    {names.kind(row.kind)}
                  </Link>
                </Cell>
                <Cell numeric className="tabular">
                  {row.accounts}
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(row.debit, currency)} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(row.credit, currency)} />
                </Cell>
              </Row>
            ))}
            <Row className="bg-sunken font-semibold">
              <Cell>{t("fields.total")}</Cell>
              <Cell numeric className="tabular">
                {rows.reduce((sum, row) => sum + row.accounts, 0)}
              </Cell>
              <Cell numeric>
                <MoneyText value={money(debit, currency)} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(credit, currency)} />
              </Cell>
            </Row>
          </Table>
        </Card>
      ))}
    </Page>
  );
}
