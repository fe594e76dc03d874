import { HALF_HOURS, hoursFrom, overlapOf, toUtcHours } from "#app/kernel/week-hours.ts";

/** Days that a different number of people is wanted on. */
export const bandDays = ["everyDay", "weekdays", "weekend", "mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const daysOf: Record<(typeof bandDays)[number], number[]> = {
  everyDay: [0, 1, 2, 3, 4, 5, 6],
  weekdays: [0, 1, 2, 3, 4],
  weekend: [5, 6],
  mon: [0],
  tue: [1],
  wed: [2],
  thu: [3],
  fri: [4],
  sat: [5],
  sun: [6],
};

/** A stretch of some days with its own number of people. Half-hours of the day on the role's clock, `to` exclusive; not after `from`: overnight. */
export interface HeadcountBand {
  people: number;
  days: (typeof bandDays)[number];
  from: number;
  to: number;
}
/** How many a role wants at once: its headcount, and another number in its bands; nobody outside its coverage. */
export interface Staffed {
  coverage: string;
  headcount: number;
  headcounts: HeadcountBand[];
}

/** Half-hours of the week on the role's clock. */
export function hoursOfBand({ days, from, to }: HeadcountBand): string {
  const end = to > from ? to : to + 48;
  return hoursFrom(daysOf[days].map((day) => ({ day, from: from * 30, to: end * 30 })));
}

/** How many people each half-hour of the week wants, on the role's own clock. */
export function peopleOnClock({ coverage, headcount, headcounts }: Staffed): number[] {
  const people = Array.from(coverage, (bit) => (bit === "1" ? headcount : 0));
  for (const band of headcounts)
    for (const [i, bit] of [...overlapOf(hoursOfBand(band), coverage)].entries()) if (bit === "1") people[i] = band.people;
  return people;
}

/** The same in one UTC week, with the daylight saving of that week; a UTC half-hour counts where the role's hours cover it wholly. */
export function peopleInWeek(role: Staffed & { timeZone: string }, week: string): number[] {
  const local = peopleOnClock(role);
  const people = Array.from({ length: HALF_HOURS }, () => 0);
  let below = 0;
  for (const level of [...new Set(local)].filter((one) => one > 0).sort((a, b) => a - b)) {
    const wanted = toUtcHours(local.map((one) => (one >= level ? "1" : "0")).join(""), role.timeZone, week);
    for (let i = 0; i < HALF_HOURS; i++) if (wanted[i] === "1") people[i]! += level - below;
    below = level;
  }
  return people;
}

/** The most people wanted at once; a role without hours wants its headcount. */
export function mostPeople(role: Staffed): number {
  return Math.max(...peopleOnClock(role)) || role.headcount;
}

/** Half-hours of work a week, of all people together. */
export function personHalfHours(role: Staffed): number {
  return peopleOnClock(role).reduce((sum, people) => sum + people, 0);
}

/** Which bands cannot be: `outside` lies over no covered hour, `twice` over hours of a band before it. */
export function wrongBands(coverage: string, bands: HeadcountBand[]): { band: number; problem: "outside" | "twice" }[] {
  const hours = bands.map((band) => overlapOf(hoursOfBand(band), coverage));
  return hours.flatMap((own, band): ReturnType<typeof wrongBands> => {
    if (!own.includes("1")) return [{ band, problem: "outside" }];
    return hours.slice(0, band).some((other) => overlapOf(own, other).includes("1")) ? [{ band, problem: "twice" }] : [];
  });
}
