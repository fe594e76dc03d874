import { useTranslation } from "react-i18next";
import type { SegmentVerdict } from "#app/domain/billing/protection.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<SegmentVerdict, Tone> = {
  protected: "green",
  manual: "marigold",
  exposure: "marigold",
  overLimit: "red",
  late: "sky",
  declined: "red",
  takenBack: "neutral",
};

/** What a segment's pay can count on. */
export function VerdictBadge({ verdict }: { verdict: SegmentVerdict }) {
  const { t } = useTranslation("billing");
  return <Badge tone={tones[verdict]}>{t(`verdicts.${verdict}`)}</Badge>;
}
