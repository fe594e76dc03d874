import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Trace, TracedPayout } from "#app/domain/reconciliation/trace.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PayoutStateBadge } from "./badges.tsx";

/** Each payout: what was transferred, what it became, and where it is. */
export function TracedPayouts({ trace, base }: { trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  if (trace.payouts.length === 0) return null;
  return (
    <Card title={t("trace.transfersAndPayouts")}>
      <div className="grid gap-4">
        {trace.payouts.map((payout) => (
          <section key={payout.id} className="grid gap-2 border-line border-t pt-3 first:border-t-0 first:pt-0">
            <h3 className="flex flex-wrap items-center gap-3 font-medium">
              {trace.root.kind === "payouts" ? (
                t("trace.heading.payouts", { name: payout.agentName })
              ) : (
                <Link to={`${base}/payouts/${payout.id}`} className="text-accent underline">
                  {t("trace.heading.payouts", { name: payout.agentName })}
                </Link>
              )}
              <PayoutStateBadge state={payout.state} />
            </h3>
            <PayoutFigures payout={payout} trace={trace} />
          </section>
        ))}
      </div>
    </Card>
  );
}

function PayoutFigures({ payout, trace }: { payout: TracedPayout; trace: Trace }) {
  const { t } = useTranslation("reconciliation");
  const code = (text: string) => <code className="break-all text-xs">{text}</code>;
  const mine = trace.weeks
    .filter((week) => week.payoutId === payout.id)
    .reduce((sum, week) => sum + (week.release?.amount ?? 0n), 0n);
  const at = (key: string, instant: Date | null) =>
    instant ? [{ label: t(`payout.steps.${key}`), value: <When at={instant} /> }] : [];
  const finance = trace.audience === "finance";
  return (
    <div className="grid items-start gap-x-8 gap-y-3 md:grid-cols-2">
      <Facts
        items={[
          ...(mine !== payout.amount && mine > 0n
            ? [{ label: t("trace.partOfPayout"), value: <MoneyText value={money(mine, payout.currency)} /> }]
            : []),
          { label: t("trace.transferred"), value: <MoneyText value={money(payout.amount, payout.currency)} /> },
          ...(payout.exchangeRate
            ? [{ label: t("fields.rate"), value: <span className="tabular">{payout.exchangeRate}</span> }]
            : []),
          ...(payout.localAmount !== null && payout.localCurrency
            ? [{ label: t("trace.toBank"), value: <MoneyText value={money(payout.localAmount, payout.localCurrency)} /> }]
            : []),
          ...(payout.bankLast4 ? [{ label: t("payout.bank"), value: `···· ${payout.bankLast4}` }] : []),
          ...(finance && payout.stripeTransferId ? [{ label: t("payout.transfer"), value: code(payout.stripeTransferId) }] : []),
          ...(finance && payout.stripePayoutId ? [{ label: t("payout.payout"), value: code(payout.stripePayoutId) }] : []),
        ]}
      />
      <Facts
        items={[
          ...at("reserved", payout.reservedAt),
          ...at("transferred", payout.transferredAt),
          ...at("sent", payout.sentAt),
          ...at("arrives", payout.paidAt ? null : payout.arrivesAt),
          ...at("paid", payout.paidAt),
          ...at("failed", payout.failedAt),
          ...(payout.failure ? [{ label: t("trace.failure"), value: payout.failure.message || payout.failure.code }] : []),
        ]}
      />
      {payout.state === "failed" && trace.weeks.length === 0 ? (
        <p className="text-soft text-sm">{t("payout.noWeeksHint")}</p>
      ) : null}
    </div>
  );
}
