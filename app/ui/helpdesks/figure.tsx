import { useTranslation } from "react-i18next";
import type { FigureName } from "#app/domain/helpdesks/metrics.ts";
import { Explained } from "#app/ui/kit/explained.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { useSpanText } from "./span-text.ts";

export interface ShownFigure {
  value: number | null;
  counted: number;
}

/** A figure as it is written: a number, a span of time or a share; a dash where there is nothing to measure. */
export function useFigureText(): (name: FigureName, value: number | null) => string {
  const span = useSpanText();
  const { locale } = useReader();
  return (name, value) => {
    if (value === null) return "–";
    if (name === "firstResponse" || name === "handleTime") return span(value);
    if (name === "csat" || name === "occupancy")
      return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(value / 100);
    return new Intl.NumberFormat(locale).format(value);
  };
}

/**
 * A figure, the one of the week before under it, and on pointing or focus how it is made and of how many events. Without JavaScript the page's list
 * "How these figures are made" says the same.
 */
export function FigureCell({ name, now, before }: { name: FigureName; now: ShownFigure; before: ShownFigure }) {
  const { t } = useTranslation("helpdesks");
  const text = useFigureText();
  const past = text(name, before.value);
  return (
    <Explained
      explanation={
        <>
          <span className="block font-medium text-ink">{t(`figures.${name}.name`)}</span>
          <span className="block">{t(`figures.${name}.how`)}</span>
          <span className="mt-1 block">
            {now.counted > 0 ? t("metrics.counted", { count: now.counted }) : t("metrics.unmeasured")}{" "}
            {t("metrics.weekBefore", { value: past })}
          </span>
        </>
      }
    >
      <span className="block tabular font-medium">{text(name, now.value)}</span>
      <span className="block tabular text-faint text-xs">{t("metrics.before", { value: past })}</span>
    </Explained>
  );
}
