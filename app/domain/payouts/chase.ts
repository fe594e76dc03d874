const DAY_MS = 86_400_000;

/** Days before Stripe's due date at which an agent is reminded. */
export const REMIND_DAYS = [14, 7, 3, 1] as const;

/**
 * Which reminder is due now: the nearest of 14, 7, 3 and 1 days before the date that has come and was not sent yet.
 * @param chasedAt when the last reminder went out; @returns the days of the reminder, null when none is due
 */
export function reminderDue(dueAt: Date, chasedAt: Date | null, now: Date): number | null {
  if (dueAt <= now) return null;
  const reached = REMIND_DAYS.filter((days) => now.getTime() >= dueAt.getTime() - days * DAY_MS);
  const days = reached.at(-1);
  if (days === undefined) return null;
  const since = dueAt.getTime() - days * DAY_MS;
  return chasedAt && chasedAt.getTime() >= since ? null : days;
}
