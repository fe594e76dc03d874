import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { monthsOf } from "#app/domain/reconciliation/months.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { contextOf, loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { useMonthName } from "#app/ui/ledger/names.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:months.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return { months: await monthsOf(context.db, contextOf(actor, context)) };
});

export default function Months() {
  const { months } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const nameOf = useMonthName();
  return (
    <Page title={t("months.title")} subtitle={t("months.subtitle")} back={{ to: "/desk/finance", label: t("overview.title") }}>
      <Table
        caption={t("months.title")}
        columns={[
          { key: "month", label: t("months.month") },
          { key: "state", label: t("months.state") },
          { key: "transactions", label: t("months.transactions"), align: "right" },
          { key: "closed", label: t("months.closedAt") },
          { key: "by", label: t("months.by") },
        ]}
      >
        {months.map(({ month, transactions, closed }) => (
          <Row key={month}>
            <Cell>
              <Link to={`/desk/finance/months/${month}`} className="font-medium text-accent underline">
                {nameOf(month)}
              </Link>
            </Cell>
            <Cell>
              <Badge tone={closed ? "green" : "marigold"}>{t(closed ? "months.closed" : "months.open")}</Badge>
            </Cell>
            <Cell numeric className="tabular">
              {transactions}
            </Cell>
            <Cell className="whitespace-nowrap">{closed?.closedAt ? <When at={closed.closedAt} /> : null}</Cell>
            <Cell>{closed?.by ?? null}</Cell>
          </Row>
        ))}
      </Table>
    </Page>
  );
}
