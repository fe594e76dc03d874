import { useTranslation } from "react-i18next";
import type { DisputeState } from "#app/domain/disputes/dispute.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<DisputeState, Tone> = {
  open: "violet",
  answered: "marigold",
  decided: "green",
  agreed: "green",
  withdrawn: "neutral",
};

export function DisputeBadge({ state }: { state: DisputeState }) {
  const { t } = useTranslation("disputes");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
