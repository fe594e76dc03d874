import { useTranslation } from "react-i18next";
import type { FormState } from "#app/domain/taxes/tax-forms.ts";
import type { Tone } from "#app/ui/kit/badge.tsx";

export const formTones: Record<FormState, Tone> = { missing: "red", valid: "green", expiring: "marigold", expired: "red" };

/** A rate in the reader's numbers: 2550 is "25.5%". @param bps hundredths of a percent */
export function useRateText(): (bps: number) => string {
  const { i18n } = useTranslation();
  return (bps) => new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 2 }).format(bps / 10_000);
}
