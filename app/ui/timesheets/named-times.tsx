import { useTranslation } from "react-i18next";
import { stretchesOf } from "#app/domain/diary/segment.ts";
import { useReader } from "#app/ui/kit/reader.ts";

/** When named segments were worked, in UTC, neighbours together. */
export function NamedTimes({ segments }: { segments: { id: string; startedAt: Date; minutes: number }[] }) {
  const { t } = useTranslation("timesheets");
  const { locale } = useReader();
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  const alike = { contractId: "", kind: "tracked" as const, memo: "", overLimit: false, deletedAt: null };
  return (
    <span className="tabular">
      {stretchesOf(segments.map((one) => ({ ...alike, ...one })))
        .map(({ from, to }) => `${day.format(from)}, ${time.format(from)}–${time.format(to)}`)
        .join("; ")}{" "}
      {t("diary:clock.utc")}
    </span>
  );
}
