import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type PayoutState, payoutLifecycle } from "#app/domain/payouts/payout.ts";
import { platformPayouts } from "#app/domain/reconciliation/platform-payouts.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PayoutStateBadge } from "#app/ui/reconciliation/badges.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:payouts.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const asked = url.searchParams.get("state") as PayoutState | null;
  const state = asked && payoutLifecycle.states.includes(asked) ? asked : undefined;
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  return { ...(await platformPayouts(context.db, { state, q, page }, actor)), page, state: state ?? null, q: q ?? null };
});

export default function PlatformPayouts() {
  const { rows, counts, pages, page, state, q } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  const tab = (one: PayoutState | null) => {
    const search = new URLSearchParams({ ...(one ? { state: one } : {}), ...(q ? { q } : {}) });
    return {
      to: `/desk/finance/payouts${search.size > 0 ? `?${search}` : ""}`,
      label: t(one ? `payoutStates.${one}` : "payouts.all"),
      count: one ? (counts[one] ?? 0) : Object.values(counts).reduce((sum, n) => sum + n, 0),
      active: one === state,
    };
  };
  return (
    <Page
      title={t("payouts.title")}
      subtitle={t("payouts.subtitle")}
      back={{ to: "/desk/finance", label: t("ledger:overview.title") }}
      actions={
        <>
          <LinkButton to="/desk/finance/recoveries" variant="secondary">
            {t("payouts:desk.links.recoveries")}
          </LinkButton>
          <LinkButton to="/desk/finance/fx" variant="secondary">
            {t("payouts:desk.links.fx")}
          </LinkButton>
        </>
      }
    >
      <SearchBar placeholder={t("payouts.search")} filters={state ? <Hidden name="state" value={state} /> : null} />
      <LinkTabs items={[tab(null), ...payoutLifecycle.states.map(tab)]} />
      {rows.length === 0 ? (
        <EmptyState title={t("payouts.empty")}>{t("payouts.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("payouts.title")}
          columns={[
            { key: "at", label: t("fields.reserved") },
            { key: "agent", label: t("fields.agent") },
            { key: "state", label: t("fields.state") },
            { key: "amount", label: t("fields.amount"), align: "right" },
            { key: "local", label: t("fields.arrives"), align: "right" },
            { key: "rate", label: t("fields.rate"), align: "right" },
          ]}
        >
          {rows.map(({ payout, agentName, country }) => (
            <Row key={payout.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`/desk/finance/payouts/${payout.id}`} className="font-medium text-accent underline">
                  <When at={payout.reservedAt} />
                </Link>
              </Cell>
              <Cell className="min-w-36">
                {agentName} <span className="text-faint text-xs">{country}</span>
              </Cell>
              <Cell>
                <PayoutStateBadge state={payout.state} />
                {payout.failureCode ? <code className="block text-red text-xs">{payout.failureCode}</code> : null}
              </Cell>
              <Cell numeric>
                <MoneyText value={money(payout.amount, payout.currency)} />
              </Cell>
              <Cell numeric>
                {payout.localAmount !== null && payout.localCurrency ? (
                  <MoneyText value={money(payout.localAmount, payout.localCurrency)} />
                ) : null}
              </Cell>
              <Cell numeric className="tabular">
                {payout.exchangeRate}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
