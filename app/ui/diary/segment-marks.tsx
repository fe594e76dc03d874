import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { type Clock, timeOn } from "./clocks.tsx";

export interface GridSegment {
  id: string;
  startedAt: Date;
  minutes: number;
  kind: "tracked" | "on-call" | "in-queue" | "manual";
  memo: string;
  activeMinutes: number;
  overLimit: boolean;
  deletedAt: Date | null;
  pay?: bigint | null;
}

const kinds = ["tracked", "on-call", "in-queue", "manual"] as const;

/** The class of a segment's cell (tokens.css, "The diary's encoding"). */
export function fillOf(segment: GridSegment): string {
  return segment.deletedAt ? "fill-deleted" : `fill-${segment.kind}${segment.overLimit ? " over-limit" : ""}`;
}

/** What a cell says when it is pointed at: its time on every clock, its minutes, kind and memo. */
export function useSegmentWords(clocks: Clock[]): (segment: GridSegment) => string {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  return (segment) =>
    [
      ...clocks.map((clock) => `${timeOn(segment.startedAt, clock.zone, locale)} ${t(`clock.${clock.key}`)}`),
      t("grid.minutes", { minutes: segment.minutes }),
      t(`kinds.${segment.deletedAt ? "deleted" : segment.kind}`),
      ...(segment.overLimit && !segment.deletedAt ? [t("kinds.overLimit")] : []),
      ...(segment.memo ? [segment.memo] : []),
    ].join(" · ");
}

export function Legend() {
  const { t } = useTranslation("diary");
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 text-soft text-xs">
      {kinds.map((kind) => (
        <span key={kind} className="inline-flex items-center gap-1.5">
          <span className={`size-3 rounded-[2px] fill-${kind}`} /> {t(`kinds.${kind}`)}
        </span>
      ))}
      <span className="inline-flex items-center gap-1.5">
        <span className="fill-tracked over-limit size-3" /> {t("kinds.overLimit")}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span className="fill-deleted size-3 border border-line" /> {t("kinds.deleted")}
      </span>
    </div>
  );
}

/** Every segment in words, for who cannot see or point at the grid. Each has an address of its own (#segment-...). */
export function SegmentList({ segments, clock, currency }: { segments: GridSegment[]; clock: Clock; currency?: string }) {
  const { t } = useTranslation("diary");
  const { locale } = useReader();
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: clock.zone,
    timeZoneName: "short",
  });
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-accent">{t("grid.asList")}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="mt-2 max-h-96 overflow-y-auto" tabIndex={0} aria-label={t("grid.asList")}>
        <ol className="grid gap-1">
          {segments.map((segment) => (
            <li
              key={segment.id}
              id={`segment-${segment.id}`}
              className="flex flex-wrap items-center gap-x-3 border-line border-b py-1"
            >
              <span className={`inline-block size-3 rounded-[2px] ${fillOf(segment)}`} />
              {/* Runtimes write some zones' short names differently. */}
              <span className="tabular" suppressHydrationWarning>
                {format.format(segment.startedAt)}
              </span>
              <span className="tabular">{t("grid.minutes", { minutes: segment.minutes })}</span>
              <span>{t(`kinds.${segment.deletedAt ? "deleted" : segment.kind}`)}</span>
              {segment.overLimit ? <span className="text-red">{t("kinds.overLimit")}</span> : null}
              <span className="text-soft">{segment.memo}</span>
              {segment.activeMinutes > 0 ? (
                <span className="tabular text-faint">{t("grid.active", { minutes: segment.activeMinutes })}</span>
              ) : null}
              {segment.pay != null && currency ? (
                <span className="tabular ml-auto">{formatMoney(money(segment.pay, currency), locale)}</span>
              ) : null}
            </li>
          ))}
        </ol>
      </section>
    </details>
  );
}
