import { useTranslation } from "react-i18next";
import type { TimesheetState } from "#app/domain/timesheets/timesheet.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<TimesheetState, Tone> = { inReview: "marigold", approved: "green", disputed: "violet" };

export function TimesheetBadge({ state }: { state: TimesheetState }) {
  const { t } = useTranslation("timesheets");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
