import { z } from "zod";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { addDays } from "#app/kernel/time.ts";

/**
 * Life of segments that came after the close of their week: the business has three days, silence approves (product.md, "The week"). What it
 * declines stays visible with the reason; the agent may ask a mediator, whose ruling is the last word. Approved time is billed at the next close.
 */
export const lateTimeLifecycle = lifecycle({
  waiting: { approve: "approved", lapse: "approved", decline: "declined" },
  declined: { contest: "contested" },
  contested: { allow: "approved", refuse: "refused" },
  approved: {},
  refused: {},
});
export type LateTimeState = (typeof lateTimeLifecycle.states)[number];

/** Days for the business to decide (product.md, "The week"), and for the agent to ask a mediator (the term of disputes). */
const DECIDE_DAYS = 3;
const CONTEST_DAYS = 30;

export function decideUntil(arrivedAt: Date): Date {
  return addDays(arrivedAt, DECIDE_DAYS);
}

export function contestUntil(declinedAt: Date): Date {
  return addDays(declinedAt, CONTEST_DAYS);
}

const words = z.string().trim().min(10, "timesheets:errors.tooFewWords").max(1000, "errors:tooLong");
/** A field that a form may post never, once or often. */
const manyIds = z.preprocess(
  (given) => (given === undefined || given === "" ? [] : Array.isArray(given) ? given : [given]),
  z.array(z.uuid()).max(500),
);

export const decideLateTimeInput = z
  .object({ declined: manyIds, reason: z.string().trim().max(1000, "errors:tooLong").default("") })
  .refine((one) => one.declined.length === 0 || one.reason.length >= 10, {
    path: ["reason"],
    message: "timesheets:errors.tooFewWords",
  });
export const contestLateTimeInput = z.object({ statement: words });
export const ruleLateTimeInput = z.object({ ruling: z.enum(["allow", "refuse"]), words });
