import { addDays, addMinutes, startOfWeek, weekOf } from "#app/kernel/time.ts";
import type { Cadence } from "./arrangement.ts";
import { leastCharge } from "./bill.ts";

/** Reminders of an invoice on terms, in days from its due date: before it, just after, and a week after. */
export const REMINDER_DAYS = [-3, 1, 7] as const;
/** An invoice so many days late pauses the business's contracts (`bill.overdue`): the last reminder has been there for three days. */
export const OVERDUE_DAYS = 10;

/** How many of the reminders have fallen due. */
export function remindersDue(dueAt: Date, now: Date): number {
  return REMINDER_DAYS.filter((days) => addDays(dueAt, days) <= now).length;
}

/** Monday 12:00 UTC. */
const CLOSE_MINUTES = 12 * 60;

/** The first close of the month after the one of an instant (UTC): when that month is invoiced. */
export function firstCloseAfterMonthOf(instant: Date): Date {
  const first = new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + 1, 1));
  const monday = startOfWeek(weekOf(first));
  const close = addMinutes(monday, CLOSE_MINUTES);
  return close < first ? addDays(close, 7) : close;
}

/** Whether a bill on terms may be invoiced now: weekly at once, monthly on the first close of the next month. */
export function mayInvoice(cadence: Cadence, closedAt: Date, now: Date): boolean {
  return cadence === "weekly" || firstCloseAfterMonthOf(closedAt) <= now;
}

/** What an invoice is over: a week's Monday, or a month. */
export function periodOf(cadence: Cadence, bill: { week: string; closedAt: Date }): string {
  return cadence === "weekly" ? bill.week : bill.closedAt.toISOString().slice(0, 7);
}

/**
 * By how much an open invoice on terms is to be lowered so that it asks for what is owed. What would be left must be payable by card: the rest of
 * too small an amount stays asked for, and becomes credit when it is paid.
 * @param invoice what it asks for now, what is owed of its bills, and what was paid of it so far; minor units
 */
export function creditToIssue({ asked, owed, paid }: { asked: bigint; owed: bigint; paid: bigint }, currency: string): bigint {
  const rest = owed - paid;
  const least = leastCharge(currency);
  const goal = rest <= 0n ? paid : paid + (rest < least ? least : rest);
  return asked > goal ? asked - goal : 0n;
}
