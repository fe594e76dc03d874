import { useTranslation } from "react-i18next";
import type { PromotionState } from "#app/domain/tiers/promotion.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<PromotionState, Tone> = {
  proposed: "marigold",
  approved: "teal",
  declined: "neutral",
  inForce: "green",
  refused: "neutral",
};

export function PromotionBadge({ state }: { state: PromotionState }) {
  const { t } = useTranslation("tiers");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
