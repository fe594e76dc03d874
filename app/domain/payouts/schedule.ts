import { Temporal, weekOf } from "#app/kernel/time.ts";

export const schedules = ["weekly", "biweekly", "monthly", "on_request"] as const;
export type Schedule = (typeof schedules)[number];

const FIRST_WEDNESDAY = Temporal.PlainDate.from("1970-01-07");

/**
 * Whether an agent's schedule pays on a Wednesday: every one, every second one (the same for all agents, so that it can be looked up), the first
 * of the month, or none without being asked.
 * @param wednesday ISO date
 */
export function paysOn(schedule: Schedule, wednesday: string): boolean {
  const day = Temporal.PlainDate.from(wednesday);
  if (schedule === "weekly") return true;
  if (schedule === "biweekly") return (FIRST_WEDNESDAY.until(day).days / 7) % 2 === 0;
  return schedule === "monthly" && day.day <= 7;
}

/** The Wednesday of the week that holds the instant. */
export function wednesdayOf(instant: Date): string {
  return Temporal.PlainDate.from(weekOf(instant)).add({ days: 2 }).toString();
}

/** Agents are paid on Wednesdays at this hour, UTC. */
const PAY_HOUR = 13;

/** The next pay day of a schedule after an instant, 13:00 UTC; null when it pays only when asked. */
export function nextPayday(schedule: Schedule, after: Date): Date | null {
  if (schedule === "on_request") return null;
  let day = Temporal.PlainDate.from(wednesdayOf(after));
  while (!paysOn(schedule, day.toString()) || hourOf(day) <= after) day = day.add({ days: 7 });
  return hourOf(day);
}

const hourOf = (day: Temporal.PlainDate) => new Date(`${day.toString()}T${PAY_HOUR}:00:00.000Z`);

/** Business days (Monday to Friday, UTC) after an instant; the time of day stays. */
export function businessDaysAfter(instant: Date, days: number): Date {
  let left = days;
  const day = new Date(instant);
  while (left > 0) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() % 6 !== 0) left -= 1;
  }
  return day;
}
