import { useTranslation } from "react-i18next";
import type { FormState } from "#app/domain/taxes/tax-forms.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { formTones } from "./names.ts";

export function FormStateBadge({ state }: { state: FormState }) {
  const { t } = useTranslation("taxes");
  return <Badge tone={formTones[state]}>{t(`states.${state}`)}</Badge>;
}
