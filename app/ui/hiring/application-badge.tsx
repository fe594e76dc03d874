import { useTranslation } from "react-i18next";
import type { ApplicationState } from "#app/domain/hiring/application.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<ApplicationState, Tone> = {
  invited: "sky",
  applied: "teal",
  shortlisted: "indigo",
  offered: "marigold",
  hired: "green",
  declined: "neutral",
  withdrawn: "neutral",
};

export function ApplicationBadge({ state }: { state: ApplicationState }) {
  const { t } = useTranslation("hiring");
  return <Badge tone={tones[state]}>{t(`applicationStates.${state}`)}</Badge>;
}
