import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { payoutPage } from "#app/domain/payouts/earnings.server.ts";
import { explainedFailure, failureAdvice, waitsForFunds } from "#app/domain/payouts/payout.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { type MoneyStep, MoneyTimeline } from "#app/ui/kit/money-timeline.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { SignedAmount } from "#app/ui/ledger/balance-text.tsx";
import { PaidItems } from "#app/ui/payouts/paid-items.tsx";
import { PayoutBadge } from "#app/ui/payouts/payout-badge.tsx";
import { RateStory } from "#app/ui/payouts/rate-story.tsx";
import { TraceLink } from "#app/ui/reconciliation/trace-link.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:payout.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  return payoutPage(context.db, id(params.payoutId), actor);
});

export default function Payout() {
  const { payout, items, account } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale } = useReader();
  const { currency, localCurrency, localAmount } = payout;
  const whole = money(payout.amount, currency);
  const advice = failureAdvice(payout.failureCode);
  const explained = explainedFailure(payout.failureCode);
  const later = items.find((item) => item.release.payoutId && item.release.payoutId !== payout.id)?.release.payoutId;
  return (
    <Page
      title={t("payout.heading", { amount: formatMoney(whole, locale) })}
      state={<PayoutBadge state={payout.state} />}
      subtitle={t(`payout.${payout.state}`)}
      back={{ to: "/agent/earnings", label: t("earnings.title") }}
      actions={<TraceLink to={`/agent/trace/payouts/${payout.id}`} />}
      aside={
        <>
          <Card title={t("payout.amounts")}>
            <Facts
              items={[
                {
                  label: t("payout.fromBalance"),
                  value: <MoneyText value={money(payout.amount + payout.recovered, currency)} />,
                },
                ...(payout.recovered > 0n
                  ? [{ label: t("confirm.recovered"), value: <SignedAmount value={money(-payout.recovered, currency)} /> }]
                  : []),
                ...(localAmount !== null && localCurrency
                  ? [{ label: t("payout.toBank"), value: <MoneyText value={money(localAmount, localCurrency)} /> }]
                  : []),
                { label: t("payout.fee"), value: t("confirm.noFee") },
                ...(account?.bankLast4
                  ? [
                      {
                        label: t("confirm.bank"),
                        value: t("account.ending", { last4: account.bankLast4, currency: account.currency }),
                      },
                    ]
                  : []),
              ]}
            />
          </Card>
          <Card title={t("payout.references")}>
            <Facts
              items={[
                { label: t("payout.asked"), value: <When at={payout.reservedAt} /> },
                ...(payout.transferredAt
                  ? [{ label: t("payout.transferredAt"), value: <When at={payout.transferredAt} /> }]
                  : []),
                ...(payout.sentAt ? [{ label: t("payout.sentAt"), value: <When at={payout.sentAt} /> }] : []),
                ...(payout.paidAt ? [{ label: t("payout.paidAt"), value: <When at={payout.paidAt} /> }] : []),
                ...(payout.failedAt ? [{ label: t("payout.failedAt"), value: <When at={payout.failedAt} /> }] : []),
                ...(payout.stripePayoutId
                  ? [{ label: t("payout.stripe"), value: <span className="break-all">{payout.stripePayoutId}</span> }]
                  : []),
              ]}
            />
          </Card>
        </>
      }
    >
      {payout.state === "failed" ? (
        <Notice tone="red" title={t(`failure.${advice}.title`)}>
          {explained ? <p className="font-medium">{t(`failure.codes.${explained}`)}</p> : null}
          <p>{t(`failure.${advice}.text`, { amount: formatMoney(money(payout.amount + payout.recovered, currency), locale) })}</p>
          {later ? (
            <p className="mt-1">
              <Link to={`/agent/payouts/${later}`} className="text-accent underline">
                {t("failure.later")}
              </Link>
            </p>
          ) : null}
          {payout.failureMessage ? (
            <p className="mt-1">
              {t("failure.stripeSays")} “{payout.failureMessage}”
            </p>
          ) : null}
          {!later && (advice === "bank" || advice === "account") ? (
            <LinkButton to="/agent/payout-account" variant="secondary" className="mt-2">
              {t("failure.fix")}
            </LinkButton>
          ) : null}
        </Notice>
      ) : (
        <Card title={t("payout.where")}>
          <MoneyTimeline steps={stepsOf(payout)} />
        </Card>
      )}
      {payout.state === "held" ? (
        <Notice tone="marigold" title={t("held.title")}>
          <p>{waitsForFunds(payout) ? t("held.funds") : t("held.reason", { reason: payout.holdReason })}</p>
        </Notice>
      ) : null}
      <RateStory payout={payout} local={localCurrency ?? account?.currency ?? null} />
      {items.length > 0 ? (
        <Card title={t("items.title")}>
          <PaidItems
            items={items}
            currency={currency}
            recovered={payout.recovered}
            payoutId={payout.id}
            weekTo={(timesheetId) => `/agent/timesheets/${timesheetId}`}
            payoutTo={(payoutId) => `/agent/payouts/${payoutId}`}
          />
        </Card>
      ) : null}
    </Page>
  );
}

function stepsOf(payout: { reservedAt: Date; sentAt: Date | null; arrivesAt: Date | null; paidAt: Date | null }): MoneyStep[] {
  return [
    { key: "cleared", at: payout.reservedAt, state: "done" },
    { key: "paid", at: payout.sentAt, state: payout.sentAt ? "done" : "current" },
    {
      key: "inBank",
      at: payout.paidAt ?? payout.arrivesAt,
      state: payout.paidAt ? "done" : payout.sentAt ? "current" : "ahead",
    },
  ];
}
