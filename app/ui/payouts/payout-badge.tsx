import { useTranslation } from "react-i18next";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<PayoutState, Tone> = {
  reserved: "marigold",
  held: "red",
  transferred: "marigold",
  sent: "marigold",
  paid: "green",
  failed: "red",
};

export function PayoutBadge({ state }: { state: PayoutState }) {
  const { t } = useTranslation("payouts");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
