import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { ChargebackState } from "#app/domain/billing/chargeback.ts";
import type { RefundState } from "#app/domain/billing/refund.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { ChargebackBadge, RefundBadge } from "./refund-badge.tsx";

interface Props {
  refunds: {
    id: string;
    to: "card" | "credit";
    state: RefundState;
    amount: bigint;
    currency: string;
    reason: string;
    disputeId: string | null;
    requestedAt: Date;
  }[];
  chargebacks: { id: string; state: ChargebackState; amount: bigint; currency: string; openedAt: Date }[];
}

/** What of a bill went back to the business, and what its bank took back; nothing when neither happened. */
export function GivenBack({ refunds, chargebacks }: Props) {
  const { t } = useTranslation("billing");
  if (refunds.length + chargebacks.length === 0) return null;
  return (
    <Card title={t("refunds.onBill")}>
      <ul className="grid gap-3 text-sm">
        {chargebacks.map((one) => (
          <li key={one.id} className="grid gap-1">
            <span className="flex flex-wrap items-center justify-between gap-2">
              <span>{t("chargebacks.onBill")}</span>
              <MoneyText value={money(one.amount, one.currency)} />
            </span>
            <span className="flex flex-wrap items-center justify-between gap-2 text-soft">
              <When at={one.openedAt} format="date" />
              <ChargebackBadge state={one.state} />
            </span>
            <span className="text-soft">{t(`chargebacks.meaning.${one.state}`)}</span>
          </li>
        ))}
        {refunds.map((one) => (
          <li key={one.id} className="grid gap-1">
            <span className="flex flex-wrap items-center justify-between gap-2">
              <span>{t(`refunds.to.${one.to}`)}</span>
              <MoneyText value={money(one.amount, one.currency)} />
            </span>
            <span className="flex flex-wrap items-center justify-between gap-2 text-soft">
              <When at={one.requestedAt} format="date" />
              <RefundBadge state={one.state} />
            </span>
            {one.state === "failed" ? <span className="text-soft">{t("refunds.failedMeaning")}</span> : null}
            {one.disputeId ? (
              <Link to={`/business/disputes/${one.disputeId}`} className="text-accent underline">
                {t("refunds.ofDispute")}
              </Link>
            ) : (
              <span className="text-soft">{one.reason}</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
