import { useTranslation } from "react-i18next";
import { stretchesOf } from "#app/domain/diary/segment.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { timeOn } from "./clocks.tsx";
import { fillOf, type GridSegment } from "./segment-marks.tsx";

type Recorded = GridSegment & { contractId: string; businessName: string };

/** Today's work in stretches, newest first; each opens to its segments, which can be taken back until the week closes. */
export function RecordedToday({ segments, zone }: { segments: Recorded[]; zone: string }) {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  const time = (at: Date) => timeOn(at, zone, locale);
  const minutes = segments.reduce((sum, one) => sum + (one.deletedAt ? 0 : one.minutes), 0);
  const stretches = stretchesOf([...segments].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())).reverse();
  return (
    <Card
      title={t("tracker.today")}
      actions={
        <span className="tabular font-semibold">
          <Minutes value={minutes} />
        </span>
      }
    >
      {segments.length === 0 ? <p className="text-soft text-sm">{t("tracker.nothingToday")}</p> : null}
      <ul className="grid gap-1">
        {stretches.map((stretch) => {
          const [first] = stretch.segments;
          const gone = first!.deletedAt !== null;
          return (
            <li key={first!.id} className="border-line border-b last:border-b-0">
              <details>
                <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 py-2 text-sm">
                  <span className={`inline-block size-3.5 rounded-[2px] ${fillOf(first!)}`} aria-hidden="true" />
                  <span className="tabular font-medium">
                    {time(stretch.from)}–{time(stretch.to)}
                  </span>
                  <span className={`tabular ml-auto ${gone ? "text-faint line-through" : ""}`}>
                    <Minutes value={stretch.minutes} />
                  </span>
                  <span className="w-full text-soft">
                    {t(`kinds.${gone ? "deleted" : first!.kind}`)}
                    {first!.overLimit && !gone ? ` · ${t("kinds.overLimit")}` : ""} · {first!.businessName}
                    {first!.memo ? ` · ${first!.memo}` : ""}
                  </span>
                </summary>
                {gone ? null : (
                  <ul className="grid gap-1 pb-3 pl-6">
                    {stretch.segments.map((segment) => (
                      <li key={segment.id} className="flex items-center justify-between gap-3 text-sm">
                        <span className="tabular">
                          {time(segment.startedAt)}–{time(addMinutes(segment.startedAt, segment.minutes))}
                        </span>
                        <Form>
                          <Hidden name="segmentId" value={segment.id} />
                          <Button name="intent" value="takeBack" variant="danger" size="sm">
                            {t("takeBack.action")}
                          </Button>
                        </Form>
                      </li>
                    ))}
                  </ul>
                )}
              </details>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
