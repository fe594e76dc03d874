import { Link } from "@remix-run/react";
import { Check, Image, Smile, Ticket } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SegmentEvidence } from "#app/domain/diary/evidence.ts";
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
  /** What the helpdesk told of it; none = nothing. */
  evidence?: SegmentEvidence | null;
  /** A picture shows it, and was not deleted. */
  pictured?: boolean;
}

const kinds = ["tracked", "on-call", "in-queue", "manual"] as const;

/** The class of a segment's cell (tokens.css, "The diary's encoding"). */
export function fillOf(segment: GridSegment): string {
  return segment.deletedAt ? "fill-deleted" : `fill-${segment.kind}${segment.overLimit ? " over-limit" : ""}`;
}

/** What a cell says when it is pointed at: its time on every clock, its minutes, kind and memo. */
export function useSegmentWords(clocks: Clock[]): (segment: GridSegment) => string {
  const { t } = useTranslation("diary");
  const { t: ht } = useTranslation("helpdesks");
  const { t: pt } = useTranslation("pictures");
  const { locale } = useReader();
  return (segment) =>
    [
      ...clocks.map((clock) => `${timeOn(segment.startedAt, clock.zone, locale)} ${t(`clock.${clock.key}`)}`),
      t("grid.minutes", { minutes: segment.minutes }),
      t(`kinds.${segment.deletedAt ? "deleted" : segment.kind}`),
      ...(segment.overLimit && !segment.deletedAt ? [t("kinds.overLimit")] : []),
      ...(segment.memo ? [segment.memo] : []),
      ...evidenceWords(segment.evidence, ht),
      ...(segment.pictured ? [pt("legend")] : []),
    ].join(" · ");
}

type Words = (key: string, params: Record<string, unknown>) => string;

function evidenceWords(evidence: SegmentEvidence | null | undefined, t: Words): string[] {
  if (!evidence) return [];
  return [
    ...(evidence.tickets > 0 ? [t("evidence.tickets", { count: evidence.tickets })] : []),
    ...(evidence.solved > 0 ? [t("evidence.solved", { count: evidence.solved })] : []),
    ...(evidence.scores.length > 0 ? [t("evidence.csat", { scores: evidence.scores.join(", ") })] : []),
  ];
}

/** Small marks on a cell: a dot for tickets, longer where one was solved; with room also signs for ticket, solved and CSAT. The words say it too. */
export function EvidenceMarks({ segment, room = false }: { segment: GridSegment; room?: boolean }) {
  const { evidence, pictured } = segment;
  if (segment.deletedAt || !(evidence || pictured)) return null;
  if (!room)
    return (
      <>
        {evidence ? (
          <span
            className={`absolute inset-x-px bottom-px bg-ink ${evidence.solved > 0 ? "h-1.5" : "h-0.5"}`}
            aria-hidden="true"
          />
        ) : null}
        {pictured ? <span className="absolute top-px right-px size-1 rounded-full bg-ink" aria-hidden="true" /> : null}
      </>
    );
  const { tickets = 0, solved = 0, scores = [] } = evidence ?? {};
  const signs = [tickets > 0, solved > 0, scores.length > 0, pictured].filter(Boolean).length;
  const size = `shrink-0 ${signs > 2 ? "size-2.5" : "size-3"}`;
  return (
    <span className="absolute inset-0 flex items-center justify-center gap-px overflow-hidden text-ink" aria-hidden="true">
      {tickets > 0 ? <Ticket className={size} /> : null}
      {solved > 0 ? <Check className={size} strokeWidth={3} /> : null}
      {scores.length > 0 ? <Smile className={size} /> : null}
      {pictured ? <Image className={size} /> : null}
    </span>
  );
}

/** The events of a segment, each to its ticket. @param ticketsAt where a ticket's timeline stands, "/business/metrics/ticket" */
function EvidenceList({ evidence, ticketsAt }: { evidence: SegmentEvidence; ticketsAt: string }) {
  const { t } = useTranslation("helpdesks");
  return (
    <ul className="flex w-full flex-wrap gap-x-3 pl-6 text-soft text-xs">
      {evidence.events.map((event) => (
        <li key={event.id}>
          <Link
            to={`${ticketsAt}?${new URLSearchParams({ connection: event.connectionId, id: event.ticketId })}`}
            className="text-accent hover:underline"
          >
            {event.ticketId}
          </Link>{" "}
          {t(`events.${event.kind}`)}
        </li>
      ))}
      {evidence.scores.length > 0 ? <li>{t("evidence.csat", { scores: evidence.scores.join(", ") })}</li> : null}
    </ul>
  );
}

export function Legend() {
  const { t } = useTranslation("diary");
  const { t: ht } = useTranslation("helpdesks");
  const { t: pt } = useTranslation("pictures");
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
      <span className="inline-flex items-center gap-1">
        <Ticket className="size-3" aria-hidden="true" />
        <Check className="size-3" aria-hidden="true" />
        <Smile className="size-3" aria-hidden="true" /> {ht("evidence.legend")}
      </span>
      <span className="inline-flex items-center gap-1">
        <Image className="size-3" aria-hidden="true" /> {pt("legend")}
      </span>
    </div>
  );
}

/** Every segment in words, for who cannot see or point at the grid. Each has an address of its own (#segment-...). */
export function SegmentList({
  segments,
  clock,
  currency,
  ticketsAt,
}: {
  segments: GridSegment[];
  clock: Clock;
  currency?: string;
  ticketsAt?: string;
}) {
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
              {segment.deletedAt ? (
                // Only an agent takes time back. Runtimes write some zones' short names differently.
                <span className="tabular text-soft" suppressHydrationWarning>
                  {t("grid.takenBackAt", { at: format.format(segment.deletedAt) })}
                </span>
              ) : null}
              {segment.overLimit ? <span className="text-red">{t("kinds.overLimit")}</span> : null}
              <span className="text-soft">{segment.memo}</span>
              {segment.activeMinutes > 0 ? (
                <span className="tabular text-faint">{t("grid.active", { minutes: segment.activeMinutes })}</span>
              ) : null}
              {segment.pay != null && currency ? (
                <span className="tabular ml-auto">{formatMoney(money(segment.pay, currency), locale)}</span>
              ) : null}
              {segment.evidence && ticketsAt ? <EvidenceList evidence={segment.evidence} ticketsAt={ticketsAt} /> : null}
            </li>
          ))}
        </ol>
      </section>
    </details>
  );
}
