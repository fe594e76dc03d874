import { useTranslation } from "react-i18next";
import type { BillState } from "#app/domain/billing/bill.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<BillState, Tone> = {
  due: "marigold",
  charging: "marigold",
  failed: "red",
  invoiced: "sky",
  paid: "green",
  writtenOff: "neutral",
};

export function BillBadge({ state }: { state: BillState }) {
  const { t } = useTranslation("billing");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
