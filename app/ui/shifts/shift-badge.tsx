import { useTranslation } from "react-i18next";
import type { ShiftState } from "#app/domain/shifts/shift.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<ShiftState, Tone> = { draft: "neutral", published: "teal", open: "marigold", cancelled: "red" };

export function ShiftBadge({ state }: { state: ShiftState }) {
  const { t } = useTranslation("shifts");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
