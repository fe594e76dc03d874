import { useTranslation } from "react-i18next";
import { type SegmentVerdict, verdictOf } from "#app/domain/billing/protection.ts";
import { stretchesOf } from "#app/domain/diary/segment.ts";
import { type Clock, useChosenClock } from "#app/ui/diary/clocks.tsx";
import { fillOf, type GridSegment } from "#app/ui/diary/segment-marks.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { VerdictBadge } from "./verdict-badge.tsx";

type Judged = GridSegment & { contractId: string };

interface Props {
  side: "agent" | "business";
  segments: Judged[];
  reasons: ReadonlyMap<string, SegmentVerdict>;
  /** Whether the bill has decided; else it is what would be decided now. */
  decided: boolean;
  closesAt: Date;
  clocks: Clock[];
}

const order: SegmentVerdict[] = ["exposure", "manual", "overLimit", "late", "declined", "protected", "takenBack"];
/** What somebody can still do about it before the close. */
const fixable: SegmentVerdict[] = ["exposure", "manual", "overLimit"];

/** The protection of a week's segments: live until its close, with what can be mended until then; afterwards what was decided. Both sides read the same. */
export function SegmentVerdicts({ side, segments, reasons, decided, closesAt, clocks }: Props) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const { zone } = useChosenClock(clocks);
  if (segments.length === 0) return null;
  const judged = segments.map((one) => ({ ...one, verdict: verdictOf(one, reasons) }));
  const kinds = order.filter((verdict) => judged.some((one) => one.verdict === verdict));
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", timeZone: zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone });
  return (
    <Card title={t("verdicts.title")}>
      <p className="text-soft text-sm">{t(decided ? "verdicts.decided" : "verdicts.live")}</p>
      <ul className="grid gap-3">
        {kinds.map((verdict) => {
          const mine = judged.filter((one) => one.verdict === verdict);
          return (
            <li key={verdict} className="grid gap-1 border-line-strong border-l-2 pl-3 text-sm">
              <p className="flex flex-wrap items-center justify-between gap-x-3">
                <VerdictBadge verdict={verdict} />
                <Minutes value={mine.reduce((sum, one) => sum + one.minutes, 0)} />
              </p>
              <p className="text-soft">{t(`verdicts.why.${verdict}`)}</p>
              {!decided && fixable.includes(verdict) ? (
                <p className="font-medium">
                  {t(`verdicts.fix.${side}.${verdict as "exposure" | "manual" | "overLimit"}`)} {t("verdicts.until")}{" "}
                  <When at={closesAt} />
                </p>
              ) : null}
              <details>
                <summary className="w-fit cursor-pointer text-accent">{t("protection.when")}</summary>
                <ol className="mt-1 grid gap-1">
                  {stretchesOf(mine).map((stretch) => (
                    <li key={stretch.segments[0]!.id} className="flex flex-wrap items-center gap-x-3">
                      <span className={`inline-block size-3 shrink-0 rounded-[2px] ${fillOf(stretch.segments[0]!)}`} />
                      <span className="tabular" suppressHydrationWarning>
                        {day.format(stretch.from)}, {time.format(stretch.from)}–{time.format(stretch.to)}
                      </span>
                      <span className="min-w-0 truncate text-soft">{stretch.segments[0]!.memo}</span>
                      <span className="ml-auto">
                        <Minutes value={stretch.minutes} />
                      </span>
                    </li>
                  ))}
                </ol>
              </details>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
