import { useTranslation } from "react-i18next";
import type { ChargebackState } from "#app/domain/billing/chargeback.ts";
import type { RefundState } from "#app/domain/billing/refund.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const refundTones: Record<RefundState, Tone> = { reserved: "marigold", pending: "marigold", succeeded: "green", failed: "red" };
const chargebackTones: Record<ChargebackState, Tone> = {
  needsResponse: "red",
  underReview: "marigold",
  won: "green",
  lost: "neutral",
};

export function RefundBadge({ state }: { state: RefundState }) {
  const { t } = useTranslation("billing");
  return <Badge tone={refundTones[state]}>{t(`refunds.states.${state}`)}</Badge>;
}

export function ChargebackBadge({ state }: { state: ChargebackState }) {
  const { t } = useTranslation("billing");
  return <Badge tone={chargebackTones[state]}>{t(`chargebacks.states.${state}`)}</Badge>;
}
