import { z } from "zod";
import { divideHalfUp } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { addDays } from "#app/kernel/time.ts";

/** Life of a dispute. `answered` waits for the mediator, with the agent's words or after three days of silence; agreeing is welcome until then. */
export const disputeLifecycle = lifecycle({
  open: { contest: "answered", lapse: "answered", agree: "agreed", withdraw: "withdrawn" },
  answered: { decide: "decided", agree: "agreed", withdraw: "withdrawn" },
  decided: {},
  agreed: {},
  withdrawn: {},
});
export type DisputeState = (typeof disputeLifecycle.states)[number];

/** Days after the charge within which a dispute may be opened, and calendar days for the answer (product.md, "Disputes"). */
const OPENING_DAYS = 30;
const ANSWER_DAYS = 3;

/** @param chargedAt null while the week is not paid yet: then it may be opened */
export function mayBeOpened(chargedAt: Date | null, now: Date): boolean {
  return chargedAt === null || now <= openUntil(chargedAt);
}

export function openUntil(chargedAt: Date): Date {
  return addDays(chargedAt, OPENING_DAYS);
}

export function answerDueAt(openedAt: Date): Date {
  return addDays(openedAt, ANSWER_DAYS);
}

/**
 * One business day (Monday to Friday, UTC) after an instant: the same hour of the next working day. What comes on a weekend counts from
 * Monday 00:00, so the whole Monday is the day.
 */
export function decisionDueAt(from: Date): Date {
  const day = from.getUTCDay();
  const midnight = new Date(`${from.toISOString().slice(0, 10)}T00:00:00Z`);
  if (day === 6) return addDays(midnight, 3);
  if (day === 0) return addDays(midnight, 2);
  return addDays(from, day === 5 ? 3 : 1);
}

export interface DisputedSegment {
  id: string;
  minutes: number;
  /** Its share of the week's pay, net of the agent's tax, minor units. */
  pay: bigint;
}

export interface DisputedMoney {
  minutes: number;
  pay: bigint;
  /** Share of the agent's own tax on the week's pay, and of Deskhand's fee. */
  tax: bigint;
  fee: bigint;
}

/**
 * An amount of the whole week, spread over its segments by minutes: what runs up to the end of each, rounded half up, less what ran up to its
 * start. Adds up to the amount, and any hours in a row are within a cent of their exact share (largest remainder would put all odd cents of
 * equal segments on the week's first ones).
 */
function runningShares(total: bigint, minutes: number[]): bigint[] {
  const whole = BigInt(minutes.reduce((sum, one) => sum + one, 0));
  let until = 0n;
  let shared = 0n;
  return minutes.map((one) => {
    until += BigInt(one);
    const upTo = whole === 0n ? 0n : divideHalfUp(total * until, whole);
    const share = upTo - shared;
    shared = upTo;
    return share;
  });
}

/**
 * What named segments of a week are worth: their shares of the pay as the close made them, and of fee and tax, so that disputes about all of a
 * week add up to exactly its pay, fee and tax.
 * @param segments all segments that the week pays, in order of start
 */
export function moneyOf(
  segments: DisputedSegment[],
  week: { fee: bigint; tax: bigint },
  named: ReadonlySet<string>,
): DisputedMoney {
  const minutes = segments.map((one) => one.minutes);
  const fees = runningShares(week.fee, minutes);
  const taxes = runningShares(week.tax, minutes);
  const sum: DisputedMoney = { minutes: 0, pay: 0n, tax: 0n, fee: 0n };
  segments.forEach((one, index) => {
    if (!named.has(one.id)) return;
    sum.minutes += one.minutes;
    sum.pay += one.pay;
    sum.tax += taxes[index]!;
    sum.fee += fees[index]!;
  });
  return sum;
}

export interface Outcome {
  /** Leaves what is held of the agent's money. */
  taken: bigint;
  /** Was paid out already: the agent pays it back from later payouts, or the platform bears it. */
  repaid: bigint;
  borne: bigint;
}

/**
 * Who gives back what a claim takes of the agent's side.
 * @param upheld pay and agent's tax that stand; @param closed what closing the hold of it found: held, and paid out already
 */
export function outcomeOf(upheld: bigint, closed: { taken: bigint; alreadyPaid: bigint }, repays: boolean): Outcome {
  const repaid = repays ? closed.alreadyPaid : 0n;
  // Tax on credit notes is rounded document by document: a cent that nobody held is the platform's.
  return { taken: closed.taken, repaid, borne: upheld - closed.taken - repaid };
}

export const disputeReasons = ["not-worked", "wrong-work", "quality", "duplicate", "other"] as const;
export type DisputeReason = (typeof disputeReasons)[number];

const words = z.string().trim().min(10, "disputes:errors.tooFewWords").max(2000, "errors:tooLong");
/** A ten-minute grid has at most 1,008 segments a week of one agent; shorter ones make a few more. */
const MOST_SEGMENTS = 2_000;
/** A field that a form may post never, once or often. */
const many = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given) => (given === undefined || given === "" ? [] : Array.isArray(given) ? given : [given]),
    z.array(item).max(MOST_SEGMENTS),
  );
const instantField = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .transform((text) => new Date(`${text}Z`));

/** What of a week is disputed: segments one by one, whole hours ("2026-11-09T14", UTC), whole days, and a range (UTC). */
export const openDisputeInput = z.object({
  disputeId: z.uuid(),
  segments: many(z.uuid()),
  hours: many(z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/)),
  days: many(z.iso.date()),
  from: instantField.optional(),
  to: instantField.optional(),
  reason: z.enum(disputeReasons, "disputes:errors.reason"),
  statement: words,
});

/** The ids that a filled-in form names. @param segments all of the week */
export function namedSegments(
  segments: { id: string; startedAt: Date }[],
  {
    segments: ids,
    hours,
    days,
    from,
    to,
  }: Pick<z.output<typeof openDisputeInput>, "segments" | "hours" | "days" | "from" | "to">,
): string[] {
  const named = new Set<string>(ids);
  for (const { id, startedAt } of segments) {
    const iso = startedAt.toISOString();
    const inRange = from !== undefined && to !== undefined && startedAt >= from && startedAt < to;
    if (days.includes(iso.slice(0, 10)) || hours.includes(iso.slice(0, 13)) || inRange) named.add(id);
  }
  return [...named];
}

export const answerDisputeInput = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("accept") }),
  z.object({ intent: z.literal("contest"), answer: words }),
]);

export const decideDisputeInput = z.object({
  upheld: many(z.uuid()),
  refundTo: z.enum(["card", "credit"]),
  repays: z.preprocess((given) => given === "on", z.boolean()),
  decision: words,
});

/** What the reader is waiting for: the agent's answer, the decision, or nothing any more. */
export function waitsFor(dispute: { state: DisputeState; answerDueAt: Date; decisionDueAt: Date }, now: Date) {
  if (dispute.state === "open" && dispute.answerDueAt > now) return { what: "answer" as const, dueAt: dispute.answerDueAt };
  if (dispute.state === "open" || dispute.state === "answered")
    return { what: "decision" as const, dueAt: dispute.decisionDueAt };
  return null;
}
