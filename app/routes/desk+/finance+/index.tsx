import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { financeOverview, stripeBalancesIfReachable } from "#app/domain/reconciliation/finance-overview.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { settlementCurrencies } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { Attention } from "#app/ui/ledger/attention.tsx";
import { BalancesTable } from "#app/ui/ledger/balances-table.tsx";
import { flowOf, MoneyFlow } from "#app/ui/ledger/money-flow.tsx";
import { StripeBeside } from "#app/ui/ledger/stripe-beside.tsx";
import { LastChecks } from "#app/ui/reconciliation/last-checks.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("ledger:overview.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const [overview, stripe] = await Promise.all([
    financeOverview(context.db, actor, context.now()),
    stripeBalancesIfReachable(context.stripe),
  ]);
  const asked = url.searchParams.get("currency");
  const used = settlementCurrencies.filter((one) => overview.balances.some((row) => row.currency === one));
  return { ...overview, stripe, used, currency: used.find((one) => one === asked) ?? used[0] ?? "USD", now: context.now() };
});

export default function FinanceOverview() {
  const { balances, proof, run, books, attention, stripe, used, currency, now } = useLoaderData<typeof loader>();
  const { t } = useTranslation("ledger");
  const flow = flowOf(balances, currency);
  return (
    <Page
      title={t("overview.title")}
      subtitle={t("overview.subtitle")}
      actions={
        <>
          <LinkButton to="/desk/finance/months" variant="secondary">
            {t("months.title")}
          </LinkButton>
          <LinkButton to="/desk/finance/accounts" variant="secondary">
            {t("accounts.title")}
          </LinkButton>
          <LinkButton to="/desk/finance/trace">{t("overview.trace")}</LinkButton>
        </>
      }
    >
      <div className="grid items-start gap-5 md:grid-cols-2">
        <Attention {...{ attention, proof, run, books, balances, stripe, now }} />
        <LastChecks {...{ proof, run, now }} />
      </div>
      <Card
        title={t("flow.title")}
        actions={
          <Link to="/desk/finance/trial-balance" className="text-accent text-sm underline">
            {t("trial.title")}
          </Link>
        }
      >
        <LinkTabs items={used.map((one) => ({ to: `/desk/finance?currency=${one}`, label: one, active: one === currency }))} />
        {flow.length > 0 ? <MoneyFlow nodes={flow} currency={currency} /> : <p className="text-soft">{t("flow.empty")}</p>}
      </Card>
      <StripeBeside balances={balances} stripe={stripe} />
      <BalancesTable balances={balances} />
    </Page>
  );
}
