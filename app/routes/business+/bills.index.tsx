import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { type BillState, billLifecycle } from "#app/domain/billing/bill.ts";
import { billsOf } from "#app/domain/billing/bills.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:bills.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const asked = url.searchParams.get("state") as BillState | null;
  const state = asked && billLifecycle.states.includes(asked) ? asked : undefined;
  const page = pageOf(url);
  const found = await billsOf(context.db, businessId, { state, page }, actor);
  return { ...found, page, state: state ?? null, mayCards: may(actor, "cards.manage", { businessId }) };
});

export default function Bills() {
  const { rows, pages, page, state, mayCards } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const tab = (one: BillState | null) => ({
    to: one ? `/business/bills?state=${one}` : "/business/bills",
    label: t(one ? `states.${one}` : "bills.all"),
    active: one === state,
  });
  return (
    <Page
      title={t("bills.title")}
      subtitle={t("bills.subtitle")}
      actions={
        <>
          <a
            href="/resources/bills-csv"
            className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
          >
            {t("csv")}
          </a>
          {mayCards ? (
            <LinkButton to="/business/cards" variant="secondary">
              {t("cards.title")}
            </LinkButton>
          ) : null}
        </>
      }
    >
      <LinkTabs items={[tab(null), tab("due"), tab("charging"), tab("paid"), tab("failed")]} />
      {rows.length === 0 ? (
        <EmptyState title={t("bills.empty")}>{t("bills.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("bills.title")}
          columns={[
            { key: "week", label: t("fields.week") },
            { key: "state", label: t("fields.state") },
            { key: "pay", label: t("fields.pay"), align: "right" },
            { key: "fee", label: t("fields.fee"), align: "right" },
            { key: "total", label: t("fields.total"), align: "right" },
          ]}
        >
          {rows.map((bill) => (
            <Row key={bill.id}>
              <Cell>
                <Link to={`/business/bills/${bill.id}`} className="font-medium text-accent underline">
                  <When at={bill.week} format="date" />
                </Link>
              </Cell>
              <Cell>
                <BillBadge state={bill.state} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(bill.pay, bill.currency)} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(bill.fee, bill.currency)} />
              </Cell>
              <Cell numeric className="font-medium">
                <MoneyText value={money(bill.total, bill.currency)} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
