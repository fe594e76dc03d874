import { z } from "zod";
import { addMinutes, SLOT_MINUTES, slotOf, Temporal } from "#app/kernel/time.ts";
import { BATCH_LIMIT } from "./slots.ts";

/** What a segment may be. Idle time is no segment: it is a gap. */
export const segmentKinds = ["tracked", "on-call", "in-queue", "manual"] as const;
export type SegmentKind = (typeof segmentKinds)[number];
/** What a running tracker may record. */
export const trackerModes = ["tracked", "on-call", "in-queue"] as const;

/** Offline buffer of a tracker (product.md, "Time worked"). */
export const OFFLINE_HOURS = 72;
/** Clocks of browsers run a little ahead. */
const TOLERANCE_MINUTES = 2;

/** Instants that every calendar and the database can name; what is too old or to come is judged later. */
const EARLIEST = new Date("2000-01-01T00:00:00Z");
const LATEST = new Date("2100-01-01T00:00:00Z");

const memo = z.string().trim().max(300).default("");
export const segmentInput = z.object({
  id: z.uuid(),
  startedAt: z.coerce.date().min(EARLIEST).max(LATEST),
  minutes: z.number().int().min(1).max(SLOT_MINUTES),
  kind: z.enum(segmentKinds),
  memo,
  activeMinutes: z.number().int().min(0).max(SLOT_MINUTES).default(0),
});
export type SegmentInput = z.output<typeof segmentInput>;
export const segmentBatch = z.object({
  device: z.string().max(80).default(""),
  segments: z.array(segmentInput).min(1).max(BATCH_LIMIT),
});

/** The instant to which the server still has to record; a tracker in a browser has cut its own segments. Left out = until now. */
const until = z.coerce.date().optional();
export const trackerChange = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("start"), contractId: z.uuid(), mode: z.enum(trackerModes), memo, until }),
  z.object({ intent: z.literal("describe"), memo }),
  z.object({ intent: z.literal("stop"), until }),
  z.object({ intent: z.literal("takeBack"), segmentId: z.uuid() }),
]);
export const manualTimeInput = z.object({
  contractId: z.uuid(),
  id: z.uuid(),
  day: z.iso.date(),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  memo: z.string().trim().min(3).max(300),
});

interface Stretched {
  contractId: string;
  startedAt: Date;
  minutes: number;
  kind: SegmentKind;
  memo: string;
  overLimit: boolean;
  deletedAt: Date | null;
}

/** Segments of one contract, kind and memo that follow each other without a break, as one stretch. @param segments in order of start */
export function stretchesOf<S extends Stretched>(segments: S[]): { from: Date; to: Date; minutes: number; segments: S[] }[] {
  const stretches: { from: Date; to: Date; minutes: number; segments: S[] }[] = [];
  for (const segment of segments) {
    const to = addMinutes(segment.startedAt, segment.minutes);
    const open = stretches.at(-1);
    const last = open?.segments.at(-1);
    const goesOn =
      last !== undefined &&
      open!.to.getTime() === segment.startedAt.getTime() &&
      last.contractId === segment.contractId &&
      last.kind === segment.kind &&
      last.memo === segment.memo &&
      last.overLimit === segment.overLimit &&
      (last.deletedAt === null) === (segment.deletedAt === null);
    if (goesOn) {
      open!.segments.push(segment);
      open!.to = to;
      open!.minutes += segment.minutes;
    } else stretches.push({ from: segment.startedAt, to, minutes: segment.minutes, segments: [segment] });
  }
  return stretches;
}

export interface ContractOfSegment {
  startsOn: string;
  endsOn: string | null;
  endedAt: Date | null;
  timeZone: string;
  manualTimeAllowed: boolean;
  /** When it was paused, `resumedAt` null while it is. */
  pauses: { pausedAt: Date; resumedAt: Date | null }[];
}

const days = new Map<string, { from: Date; to: Date | null }>();
const DAYS_KEPT = 1_000;
/** The first instant of the contract's first day in its zone, and the first after its last day; kept, since a tracker sends many batches. */
function daysOf({ startsOn, endsOn, timeZone }: ContractOfSegment): { from: Date; to: Date | null } {
  const key = `${startsOn} ${endsOn} ${timeZone}`;
  const known = days.get(key);
  if (known) return known;
  const midnight = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  const found = {
    from: midnight(Temporal.PlainDate.from(startsOn)),
    to: endsOn ? midnight(Temporal.PlainDate.from(endsOn).add({ days: 1 })) : null,
  };
  if (days.size >= DAYS_KEPT) days.clear();
  days.set(key, found);
  return found;
}

/** Why a segment by itself cannot be recorded: a catalogue key, or null when it can. Overlaps and limits need the diary and are checked there. */
export function refusalOf(segment: SegmentInput, contract: ContractOfSegment, now: Date): string | null {
  const endedAt = addMinutes(segment.startedAt, segment.minutes);
  if (segment.startedAt.getTime() % 60_000 !== 0) return "diary:refused.wholeMinutes";
  if (slotOf(segment.startedAt).getTime() !== slotOf(new Date(endedAt.getTime() - 1)).getTime()) return "diary:refused.oneSlot";
  if (segment.activeMinutes > segment.minutes) return "diary:refused.activeMinutes";
  if (endedAt > addMinutes(now, TOLERANCE_MINUTES)) return "diary:refused.future";
  if (endedAt < addMinutes(now, -OFFLINE_HOURS * 60)) return "diary:refused.tooOld";
  if (segment.kind === "manual" && !contract.manualTimeAllowed) return "diary:refused.manual";
  const { from, to } = daysOf(contract);
  if (segment.startedAt < from || (to && segment.startedAt >= to)) return "diary:refused.outsideContract";
  if (contract.endedAt && endedAt > contract.endedAt) return "diary:refused.outsideContract";
  const { startedAt } = segment;
  if (contract.pauses.some((one) => startedAt >= one.pausedAt && (one.resumedAt === null || startedAt < one.resumedAt)))
    return "diary:refused.paused";
  return null;
}
