import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { platformPayout } from "#app/domain/reconciliation/platform-payouts.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PayoutStateBadge } from "#app/ui/reconciliation/badges.tsx";
import { PostingList } from "#app/ui/reconciliation/posting-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:payout.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context, "platform_finance");
  return platformPayout(context.db, id(params.payoutId), actor);
});

export default function PlatformPayout() {
  const { payout, agentName, country, account, bankLast4, weeks, transactions } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  const { locale } = useReader();
  const { localAmount, localCurrency } = payout;
  const code = (text: string | null) => (text ? <code className="break-all text-xs">{text}</code> : t("payout.notYet"));
  const steps = [
    ["reserved", payout.reservedAt],
    ["transferred", payout.transferredAt],
    ["sent", payout.sentAt],
    ["arrives", payout.paidAt ? null : payout.arrivesAt],
    ["paid", payout.paidAt],
    ["failed", payout.failedAt],
  ] as const;
  return (
    <Page
      title={t("payout.heading", { agent: agentName })}
      state={<PayoutStateBadge state={payout.state} />}
      back={{ to: "/desk/finance/payouts", label: t("payouts.title") }}
      actions={<LinkButton to={`/desk/finance/trace/payouts/${payout.id}`}>{t("payout.trace")}</LinkButton>}
      aside={
        <>
          <Card title={t("payout.money")}>
            <Facts
              items={[
                { label: t("fields.amount"), value: <MoneyText value={money(payout.amount, payout.currency)} /> },
                ...(localAmount !== null && localCurrency
                  ? [{ label: t("fields.arrives"), value: <MoneyText value={money(localAmount, localCurrency)} /> }]
                  : []),
                {
                  label: t("fields.rate"),
                  value: payout.exchangeRate ? <span className="tabular">{payout.exchangeRate}</span> : t("payout.noConversion"),
                },
              ]}
            />
          </Card>
          <Card title={t("payout.way")}>
            <Facts
              items={steps.flatMap(([key, at]) => (at ? [{ label: t(`payout.steps.${key}`), value: <When at={at} /> }] : []))}
            />
          </Card>
          <Card title={t("payout.stripe")}>
            <Facts
              items={[
                { label: t("payout.country"), value: country ? countryName(locale, country) : t("payout.notYet") },
                { label: t("payout.account"), value: code(payout.stripeAccountId) },
                ...(account ? [{ label: t("payout.accountState"), value: t(`accountStates.${account}`) }] : []),
                { label: t("payout.bank"), value: bankLast4 ? `···· ${bankLast4}` : t("payout.notYet") },
                { label: t("payout.transfer"), value: code(payout.stripeTransferId) },
                { label: t("payout.payout"), value: code(payout.stripePayoutId) },
              ]}
            />
          </Card>
        </>
      }
    >
      {payout.state === "failed" ? (
        <Notice tone="red" title={t("payout.failedTitle")}>
          <code>{payout.failureCode}</code> {payout.failureMessage} {t("payout.failedText")}
        </Notice>
      ) : null}
      <Card title={t("payout.weeks")}>
        {weeks.length === 0 ? (
          <EmptyState title={t("payout.noWeeks")}>{t("payout.noWeeksHint")}</EmptyState>
        ) : (
          <Table
            caption={t("payout.weeks")}
            columns={[
              { key: "week", label: t("fields.week") },
              { key: "work", label: t("fields.work") },
              { key: "released", label: t("fields.released") },
              { key: "amount", label: t("fields.amount"), align: "right" },
            ]}
          >
            {weeks.map(({ release, title, businessName }) => (
              <Row key={release.timesheetId}>
                <Cell className="whitespace-nowrap">
                  <Link to={`/desk/finance/trace/timesheets/${release.timesheetId}`} className="text-accent underline">
                    <When at={release.week} format="date" />
                  </Link>
                </Cell>
                <Cell className="min-w-44">
                  {title}, {businessName}
                </Cell>
                <Cell className="whitespace-nowrap">
                  <When at={release.releasedAt} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(release.amount, release.currency)} />
                </Cell>
              </Row>
            ))}
          </Table>
        )}
      </Card>
      <PostingList postings={transactions} />
    </Page>
  );
}
