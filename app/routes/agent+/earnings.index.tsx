import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { billsBehind } from "#app/domain/billing/bills.server.ts";
import { earningsOf } from "#app/domain/payouts/earnings.server.ts";
import { mayBePaid } from "#app/domain/taxes/tax-profile.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { BalanceCard } from "#app/ui/payouts/balance-card.tsx";
import { PayoutTable } from "#app/ui/payouts/payout-table.tsx";
import { RecoveryList } from "#app/ui/payouts/recovery-list.tsx";
import { WeekPay } from "#app/ui/payouts/week-pay.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:earnings.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const page = pageOf(url);
  const [earnings, form] = await Promise.all([
    earningsOf(context.db, agentId, { page }, actor),
    mayBePaid(context.db, agentId, context.now()),
  ]);
  const behind = await billsBehind(
    context.db,
    earnings.weeks.map((week) => week.timesheet.id),
  );
  const bills = new Map(
    behind.map(({ timesheetId, invoice, bill }) => [
      timesheetId,
      { invoice: { id: invoice.id, name: invoiceName(invoice) }, paid: bill.state === "paid" },
    ]),
  );
  const weeks = earnings.weeks.map((week) => ({ ...week, bill: bills.get(week.timesheet.id) ?? null }));
  return { ...earnings, form, weeks, page };
});

export default function Earnings() {
  const { balances, weeks, payouts, recoveries, account, form, preferences, rail, page, pages } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale } = useReader();
  const currencies = balances.filter((one) => !one.carriedOnly);
  const carried = balances.filter((one) => one.carriedOnly && one.at.in_transit > 0n);
  return (
    <Page
      title={t("earnings.title")}
      subtitle={t("earnings.subtitle")}
      actions={
        <>
          <LinkButton to="/agent/statement" variant="secondary">
            {t("statement.title")}
          </LinkButton>
          <LinkButton to="/agent/payout-preferences" variant="secondary">
            {t("preferences.title")}
          </LinkButton>
          <LinkButton to="/agent/payout-account" variant="secondary">
            {t("account.title")}
          </LinkButton>
        </>
      }
    >
      {rail && account?.state !== "active" && account?.state !== "restricted" ? (
        <Notice tone="marigold" title={t("earnings.setUpTitle")}>
          <p>{t("earnings.setUpText")}</p>
          <LinkButton to="/agent/payout-account" className="mt-2">
            {t("earnings.setUp")}
          </LinkButton>
        </Notice>
      ) : null}
      {rail === null ? <Notice tone="marigold">{t("hindrance.notPayableThere")}</Notice> : null}
      {currencies.length === 0 ? (
        <EmptyState
          title={t("earnings.empty")}
          action={rail ? <LinkButton to="/agent/roles">{t("earnings.findWork")}</LinkButton> : undefined}
        >
          {t("earnings.emptyHint")}
        </EmptyState>
      ) : null}
      {currencies.map(({ currency, at }) => (
        <BalanceCard
          key={currency}
          currency={currency}
          at={at}
          account={account}
          form={form}
          preferences={preferences}
          payableThere={rail !== null}
        />
      ))}
      {carried.map(({ currency, at }) => (
        <p key={currency} className="text-sm text-soft">
          {t("earnings.carried", { amount: formatMoney(money(at.in_transit, currency), locale) })}
        </p>
      ))}
      {recoveries.length > 0 ? <RecoveryList recoveries={recoveries} /> : null}
      {weeks.length > 0 ? (
        <section className="grid gap-3">
          <h2 className="font-semibold text-xl">{t("weeks.title")}</h2>
          {weeks.map((week) => (
            <WeekPay
              key={week.timesheet.id}
              week={week}
              billPaid={week.bill?.paid ?? false}
              invoice={week.bill?.invoice ?? null}
            />
          ))}
        </section>
      ) : null}
      {payouts.length > 0 ? (
        <section className="grid gap-3">
          <h2 className="font-semibold text-xl">{t("list.title")}</h2>
          <PayoutTable payouts={payouts} />
          <Pager page={page} pages={pages} />
        </section>
      ) : null}
    </Page>
  );
}
