import { z } from "zod";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { addDays, addMinutes, startOfWeek } from "#app/kernel/time.ts";
import type { TimesheetState } from "./timesheet.ts";
import { rangesField } from "./week-question.ts";

/** Life of an amendment of a closed week. Accepted, it is carried out at the next close; the frozen week itself is never edited. */
export const weekChangeLifecycle = lifecycle({
  proposed: { accept: "accepted", decline: "declined", withdraw: "withdrawn" },
  accepted: {},
  declined: {},
  withdrawn: {},
});
export type WeekChangeState = (typeof weekChangeLifecycle.states)[number];

/** Days after its approval at which a week becomes final: the term within which it may be disputed (product.md, "Disputes"). */
const FINAL_DAYS = 30;

/** When nothing of a week can be changed any more; null while it is not approved. */
export function finalAt({ state, approvedAt }: { state: TimesheetState; approvedAt: Date | null }): Date | null {
  return state === "approved" && approvedAt ? addDays(approvedAt, FINAL_DAYS) : null;
}

/** Whether a stretch lies inside a week of UTC, on whole minutes, and has come. */
export function fitsWeek({ from, to }: { from: Date; to: Date }, week: string, now: Date): boolean {
  const whole = (at: Date) => at.getTime() % 60_000 === 0;
  const end = addDays(startOfWeek(week), 7);
  return from < to && whole(from) && whole(to) && from >= startOfWeek(week) && to <= end && to <= addMinutes(now, 0);
}

const reason = z.string().trim().min(10, "timesheets:errors.tooFewWords").max(500, "errors:tooLong");
const instantField = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .transform((text) => new Date(`${text}Z`));

export const takeOutInput = z.object({ intent: z.literal("takeOut"), formId: z.uuid(), segments: rangesField, reason });
/** Times are UTC. */
export const addTimeInput = z.object({
  intent: z.literal("addTime"),
  formId: z.uuid(),
  from: instantField,
  to: instantField,
  reason,
});
export const answerChangeInput = z.object({
  intent: z.enum(["accept", "decline", "withdraw"]),
  weekChangeId: z.uuid(),
  answer: z.string().trim().max(500, "errors:tooLong").default(""),
});
