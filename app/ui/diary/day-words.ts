import { useTranslation } from "react-i18next";
import type { DaySum } from "#app/domain/diary/day-sums.server.ts";
import { segmentKinds } from "#app/domain/diary/segment.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** "7:30" */
export const clockTime = (minutes: number) => `${Math.floor(minutes / 60)}:${String(Math.round(minutes % 60)).padStart(2, "0")}`;

export const otherSums = ["unprotected", "over", "late", "deleted", "planned", "missed"] as const;

/** A day and its sums in words, for who cannot see the grid. */
export function useDayWords() {
  const { t } = useTranslation("views");
  const { t: dt } = useTranslation("diary");
  const { locale } = useReader();
  const long = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  const day = (date: string) => long.format(new Date(`${date}T00:00:00Z`));
  const sums = (sum: DaySum | undefined) =>
    sum
      ? [
          `${t("sums.worked")} ${clockTime(sum.worked)}`,
          ...segmentKinds.flatMap((kind) => (sum.kinds[kind] ? [`${dt(`kinds.${kind}`)} ${clockTime(sum.kinds[kind])}`] : [])),
          ...otherSums.flatMap((name) => (sum[name] > 0 ? [`${t(`sums.${name}`)} ${clockTime(sum[name])}`] : [])),
        ].join(", ")
      : t("month.nothing");
  return { day, whole: (date: string, sum: DaySum | undefined) => `${day(date)}: ${sums(sum)}` };
}
