import { useTranslation } from "react-i18next";
import type { RoleState } from "#app/domain/roles/role.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";

const tones: Record<RoleState, Tone> = { draft: "neutral", open: "teal", paused: "marigold", filled: "green", closed: "neutral" };

export function RoleBadge({ state }: { state: RoleState }) {
  const { t } = useTranslation("roles");
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}
