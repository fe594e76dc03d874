import { Invalid } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";

const day = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_DAYS = 3 * 366;

/**
 * A period of an address (`?from=2026-10-01&to=2026-10-31`), whole UTC days, both counted; the last eight weeks without one.
 * @returns the days as written, and the instants they begin and end at, `until` excluded
 * @throws Invalid for what is no day, ends before it begins, or is longer than three years
 */
export function periodOf(url: URL, now: Date): { from: string; to: string; since: Date; until: Date } {
  const iso = (instant: Date) => instant.toISOString().slice(0, 10);
  const from = url.searchParams.get("from") || iso(addDays(now, -55));
  const to = url.searchParams.get("to") || iso(now);
  const [since, last] = [dayOf("from", from), dayOf("to", to)];
  const until = addDays(last, 1);
  if (until <= since) throw new Invalid("to", "payouts:errors.periodBackwards");
  if (until > addDays(since, LONGEST_DAYS)) throw new Invalid("from", "payouts:errors.periodTooLong");
  return { from, to, since, until };
}

function dayOf(field: string, text: string): Date {
  const instant = new Date(`${text}T00:00:00Z`);
  if (!day.test(text) || Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== text)
    throw new Invalid(field, "payouts:errors.periodMalformed");
  return instant;
}
