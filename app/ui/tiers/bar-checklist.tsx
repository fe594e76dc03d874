import { Check, Minus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { BAR, type TierCheck, type Verdict } from "#app/domain/tiers/evaluate-tier.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** The published bar with every check and its figures; what is not measured in this version stands there as not required. */
export function BarChecklist({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation("tiers");
  const { locale } = useReader();
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
  const figure = ({ key }: TierCheck, value: number | null) => {
    if (value === null) return t("bar.notYet");
    if (key === "workSample") return t(value ? "bar.passed" : "bar.notPassed");
    return t(`bar.figures.${key}`, { value: number(key === "rating" ? value / 1000 : value), of: BAR.weeksLookedAt });
  };
  return (
    <ul className="grid gap-2">
      {verdict.checks.map((check) => {
        const [Icon, look] = !check.requiredYet
          ? ([Minus, "bg-sunken text-faint"] as const)
          : check.passed
            ? ([Check, "bg-green-soft text-green"] as const)
            : ([X, "bg-marigold-soft text-marigold"] as const);
        return (
          <li key={check.key} className="flex items-start gap-3 text-sm">
            <span className={`mt-0.5 grid size-6 shrink-0 place-content-center rounded-full ${look}`}>
              <Icon className="size-4" aria-hidden="true" />
            </span>
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap justify-between gap-x-4">
                <span className="font-medium">{t(`bar.checks.${check.key}`)}</span>
                <span className={check.requiredYet ? "" : "text-faint"}>
                  {t(!check.requiredYet ? "bar.notRequired" : check.passed ? "bar.met" : "bar.notMet")}
                </span>
              </span>
              <span className="block text-soft">
                {check.requiredYet
                  ? t("bar.needsHas", { needs: figure(check, check.required), has: figure(check, check.measured) })
                  : t("bar.notMeasured")}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
