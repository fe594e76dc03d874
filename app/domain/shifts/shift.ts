import { z } from "zod";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { startOfWeek, Temporal, weekOf } from "#app/kernel/time.ts";

/** Life of a shift. What is not published yet is simply deleted when it is not wanted; what has begun is not changed any more. */
export const shiftLifecycle = lifecycle({
  draft: { publish: "published", edit: "draft" },
  published: { edit: "published", release: "open", swap: "published", cancel: "cancelled" },
  open: { edit: "open", claim: "published", assign: "published", cancel: "cancelled" },
  cancelled: {},
});
export type ShiftState = (typeof shiftLifecycle.states)[number];

/** Life of a swap: `agree` where the business wants to approve, `accept` where it does not. It lapses when its shift is changed. */
export const swapLifecycle = lifecycle({
  offered: { accept: "done", agree: "agreed", decline: "declined", withdraw: "withdrawn", lapse: "lapsed" },
  agreed: { approve: "done", refuse: "refused", withdraw: "withdrawn", lapse: "lapsed" },
  done: {},
  declined: {},
  withdrawn: {},
  refused: {},
  lapsed: {},
});
export type SwapState = (typeof swapLifecycle.states)[number];

/** Whether two agents need their manager for a swap, where a business has not said: they have the same role, so they need not. */
export const SWAPS_NEED_APPROVAL = false;
const HALF_HOUR_MS = 30 * 60_000;
/** A longer one is a slip of the keyboard: product.md plans people, and people sleep. */
export const LONGEST_SHIFT_MINUTES = 12 * 60;

/** A stretch of time, `endsAt` exclusive; UTC instants. */
export interface Stretch {
  startsAt: Date;
  endsAt: Date;
}

export function minutesOf({ startsAt, endsAt }: Stretch): number {
  return (endsAt.getTime() - startsAt.getTime()) / 60_000;
}

export function overlap(a: Stretch, b: Stretch): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}

export function hasBegun({ startsAt }: Stretch, now: Date): boolean {
  return startsAt <= now;
}

/** A stretch cut where the UTC week ends: limits and adherence are of a week (product.md, "The week"). */
export function cutByWeek({ startsAt, endsAt }: Stretch): (Stretch & { week: string })[] {
  const pieces: (Stretch & { week: string })[] = [];
  for (let from = startsAt; from < endsAt; ) {
    const week = weekOf(from);
    const weekEnd = new Date(startOfWeek(week).getTime() + 7 * 86_400_000);
    const to = weekEnd < endsAt ? weekEnd : endsAt;
    pieces.push({ week, startsAt: from, endsAt: to });
    from = to;
  }
  return pieces;
}

type Problem = { field: "day" | "from" | "to"; key: string; params?: Record<string, string | number> };

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "shifts:errors.time");
/** When a shift is, as a planner types it on the clock of the role. */
export const shiftTimes = z.object({ day: z.iso.date("errors:zod.invalid_format.date"), from: clock, to: clock });
const note = z.string().trim().max(200).default("");
export const addShiftInput = shiftTimes.extend({ contractId: z.uuid(), note });
export const changeShiftInput = shiftTimes.extend({
  /** Whose it becomes; empty = it stays with whom it is. */
  contractId: z.preprocess((typed) => (typed === "" ? undefined : typed), z.uuid().optional()),
  note,
});

/**
 * A day and two times of a zone's clock as instants. An end that is not after the start is the next day's, so 22:00 to 06:00 is a night and
 * 18:00 to 00:00 an evening. Of an hour that comes twice (clocks go back) the first is meant; one that is left out (clocks go forward) is
 * refused. Both ends must be half-hours of UTC: in a quarter-hour zone those are a quarter past and a quarter to.
 */
export function stretchOn(
  { day, from, to }: z.output<typeof shiftTimes>,
  timeZone: string,
): { ok: true; stretch: Stretch } | ({ ok: false } & Problem) {
  const date = Temporal.PlainDate.from(day);
  const start = instantOf(date, from, timeZone);
  if (!start) return { ok: false, field: "from", key: "shifts:errors.noSuchTime", params: { zone: timeZone } };
  const end = instantOf(to > from ? date : date.add({ days: 1 }), to, timeZone);
  if (!end) return { ok: false, field: "to", key: "shifts:errors.noSuchTime", params: { zone: timeZone } };
  const stretch = { startsAt: start, endsAt: end };
  const problem = problemOf(stretch);
  return problem ? { ok: false, ...problem } : { ok: true, stretch };
}

/** What is wrong with a shift's times by themselves; null when nothing is. */
export function problemOf({ startsAt, endsAt }: Stretch): Problem | null {
  if (startsAt.getTime() % HALF_HOUR_MS !== 0) return { field: "from", key: "shifts:errors.halfHour" };
  if (endsAt.getTime() % HALF_HOUR_MS !== 0) return { field: "to", key: "shifts:errors.halfHour" };
  if (endsAt <= startsAt) return { field: "to", key: "shifts:errors.endsBeforeStart" };
  if (minutesOf({ startsAt, endsAt }) > LONGEST_SHIFT_MINUTES)
    return { field: "to", key: "shifts:errors.tooLong", params: { hours: LONGEST_SHIFT_MINUTES / 60 } };
  return null;
}

function instantOf(date: Temporal.PlainDate, time: string, timeZone: string): Date | null {
  const plain = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const zoned = plain.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  return zoned.toPlainDateTime().equals(plain) ? new Date(zoned.epochMilliseconds) : null;
}

const monday = z.iso.date().refine((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1, "errors:zod.invalid_value");
const roleWeek = z.object({ roleId: z.uuid(), week: monday });
/** What a planner asks for on the week's page. */
export const planWeekChange = z.discriminatedUnion("intent", [
  roleWeek.extend({ intent: z.literal("plan") }),
  roleWeek.extend({ intent: z.literal("discard") }),
  roleWeek.extend({ intent: z.literal("publish") }),
  roleWeek.extend({ intent: z.literal("offerGaps") }),
  addShiftInput.extend({ intent: z.literal("add") }),
  z.object({ intent: z.literal("approve"), swapId: z.uuid() }),
  z.object({ intent: z.literal("refuse"), swapId: z.uuid() }),
  z.object({ intent: z.literal("settings"), swapsNeedApproval: z.preprocess((typed) => typed === "on", z.boolean()) }),
]);

/** What a planner asks for on a shift's page. */
export const shiftChange = z.discriminatedUnion("intent", [
  changeShiftInput.extend({ intent: z.literal("change") }),
  z.object({ intent: z.literal("cancel"), reason: z.string().trim().max(200).default("") }),
]);

/** A colleague, or a colleague's shift in return: "<contract>" or "<contract>/<shift>". */
const swapWith = z.string().transform((typed, problems) => {
  const [toContractId, returnShiftId, more] = typed.split("/");
  const ids = z.object({ toContractId: z.uuid(), returnShiftId: z.uuid().optional() }).safeParse({ toContractId, returnShiftId });
  if (ids.success && more === undefined) return ids.data;
  problems.addIssue({ code: "custom", message: "shifts:errors.chooseColleague" });
  return z.NEVER;
});
/** What an agent does with a shift, an open one, or a swap. */
export const ownShiftChange = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("release"), shiftId: z.uuid(), reason: z.string().trim().max(200).default("") }),
  z.object({ intent: z.literal("claim"), shiftId: z.uuid() }),
  z.object({ intent: z.literal("offerSwap"), shiftId: z.uuid(), with: swapWith, note }),
  z.object({ intent: z.literal("accept"), swapId: z.uuid() }),
  z.object({ intent: z.literal("decline"), swapId: z.uuid() }),
  z.object({ intent: z.literal("withdraw"), swapId: z.uuid() }),
]);
