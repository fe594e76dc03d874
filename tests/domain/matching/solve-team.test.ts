import fc from "fast-check";
import { greedyTeam } from "#app/domain/matching/greedy-team.ts";
import { solveTeam } from "#app/domain/matching/solve-team.server.ts";
import { type Taste, tastes, weightsOf } from "#app/domain/matching/team-model.ts";
import type { Person, TeamShift, TeamTask } from "#app/domain/matching/team-rules.ts";
import { everyDay, hours, weekdays } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";

const always = "1".repeat(336);
const person = (id: string, free: string, more: Partial<Person> = {}): Person => ({
  id,
  free,
  rate: 1000,
  ratingMilli: 4500,
  monday: 0,
  ...more,
});
const task = (coverage: string, headcount: number, people: Person[], weeklyLimit = 80): TeamTask => ({
  need: Array.from(coverage, (bit) => (bit === "1" ? headcount : 0)),
  weeklyLimit,
  people,
});
const solve = (one: TeamTask, taste: Taste = tastes.balanced) => solveTeam(one, taste, { seconds: 5 });

/** Every half-hour that a shift lies over, in a line of three weeks that are alike. */
function clock(shifts: TeamShift[]): boolean[] {
  const line = new Array<boolean>(3 * 336).fill(false);
  for (const { start, end } of shifts)
    for (const week of [-1, 0, 1, 2, 3])
      for (let i = start + week * 336; i < end + week * 336; i++) if (i >= 0 && i < line.length) line[i] = true;
  return line;
}

/** Reads a plan half-hour by half-hour, without anything of the model: directive 2003/88/EC, articles 3, 5 and 6, and the role's own limits. */
function check({ need, weeklyLimit, people }: TeamTask, shifts: TeamShift[]) {
  const count = new Array<number>(336).fill(0);
  people.forEach(({ free, monday }, index) => {
    const own = shifts.filter((one) => one.person === index);
    if (own.length === 0) return;
    for (const { start, end } of own) for (let i = start; i < end; i++) count[i % 336]!++;
    const line = clock(own);
    const week = line.slice(336, 672);
    const worked = week.filter(Boolean).length;
    expect(worked).toBe(own.reduce((sum, { start, end }) => sum + end - start, 0));
    expect(worked).toBeLessThanOrEqual(Math.min(weeklyLimit, 96));
    expect(week.every((works, i) => !works || free[i] === "1")).toBe(true);
    // In one piece, at most eight hours; then eleven hours free; a piece begins on a day of theirs at most once.
    const begun = new Array<number>(7).fill(0);
    let longest = 0;
    for (let i = 336; i < 672; i++) {
      if (line[i] && !line[i - 1]) {
        begun[Math.floor(((((i - monday) % 336) + 336) % 336) / 48)]!++;
        const end = line.indexOf(false, i);
        expect(end - i).toBeLessThanOrEqual(16);
        const next = line.indexOf(true, end);
        expect(next - end).toBeGreaterThanOrEqual(22);
        longest = Math.max(longest, next - end);
      }
    }
    expect(Math.max(...begun)).toBeLessThanOrEqual(1);
    expect(longest).toBeGreaterThanOrEqual(70);
  });
  return need.map((wanted, i) => wanted - count[i]!);
}

/** What a plan counts, in words of arithmetic: pay with its star surcharge, each person, each half-hour that nobody fills. */
function counted({ need, people }: TeamTask, taste: Taste, shifts: TeamShift[]) {
  const dear = people.map((one) => (one.rate / 2) * (1 + (taste.percentPerStar * (5 - one.ratingMilli / 1000)) / 100));
  const usual = people.map((one) => one.rate).sort((a, b) => a - b)[Math.floor(people.length / 2)]!;
  const each = taste.hoursPerPerson * usual;
  let sum = 0;
  for (const { person: who, start, end } of shifts) sum += dear[who]! * (end - start);
  sum += each * new Set(shifts.map((one) => one.person)).size;
  const come = need.map((_, i) => shifts.filter(({ start, end }) => (i >= start && i < end) || i + 336 < end).length);
  const missing = need.reduce((all, wanted, i) => all + Math.max(0, wanted - come[i]!), 0);
  return sum + missing * (2 * Math.max(1, ...dear) + each);
}

const window = fc
  .record({
    days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 2 }),
    from: fc.integer({ min: 0, max: 47 }),
    length: fc.integer({ min: 4, max: 48 }),
  })
  .map(({ days, from, length }) => {
    const bits = new Array<string>(336).fill("0");
    for (const day of days) for (let i = 0; i < length; i++) bits[(day * 48 + from + i) % 336] = "1";
    return bits.join("");
  });
const anybody = fc.record({
  id: fc.uuid(),
  free: window,
  rate: fc.integer({ min: 300, max: 4000 }),
  ratingMilli: fc.integer({ min: 1000, max: 5000 }),
  monday: fc.integer({ min: 0, max: 335 }),
});
const anyTask = fc.record({
  coverage: fc.oneof(window, fc.constant(always)),
  headcount: fc.integer({ min: 1, max: 3 }),
  people: fc.array(anybody, { minLength: 1, maxLength: 14 }),
  weeklyLimit: fc.constantFrom(20, 40, 80, 200),
  taste: fc.constantFrom(...Object.values(tastes)),
});

test("every team keeps hours, limits and rests, counts what arithmetic says, and no greedy team counts less", async () => {
  await fc.assert(
    fc.asyncProperty(anyTask, async ({ coverage, headcount, people, weeklyLimit, taste }) => {
      const one = task(coverage, headcount, people, weeklyLimit);
      const { shifts, count, bound } = await solveTeam(one, taste, { seconds: 2 });
      check(one, shifts);
      expect(count).toBeCloseTo(counted(one, taste, shifts), 3);
      expect(bound).toBeLessThanOrEqual(count);
      const greedy = greedyTeam(one, weightsOf(one, taste));
      const open = check(one, greedy);
      // Greedy never sends more people than are wanted, and never counts less than what was proved to be the least.
      expect(Math.min(...open)).toBeGreaterThanOrEqual(0);
      const countedGreedy = counted(one, taste, greedy);
      expect(countedGreedy).toBeGreaterThanOrEqual(count - 0.001);
      expect(countedGreedy).toBeGreaterThanOrEqual(bound - 0.001);
    }),
    { numRuns: 40, seed: 20260318 },
  );
});

test("a week of all hours is covered by cheap people as far as their limits go, and the gap is proved small", async () => {
  const shifts = [0, 8, 16].flatMap((from) => [1, 2].map((copy) => ({ from, copy })));
  const people = shifts.map(({ from, copy }) => person(`${from} ${copy}`, hours(everyDay, from, from + 8), { rate: 900 + copy }));
  const one = task(always, 1, people);
  const { shifts: plan, count, bound } = await solve(one, tastes.cheapest);
  expect(check(one, plan)).toEqual(new Array(336).fill(0));
  // Of each part of the day the cheaper works 40 hours, the other 16.
  expect(count).toBe(3 * (80 * 450.5 + 32 * 451));
  expect((count - bound) / count).toBeLessThanOrEqual(0.005);
});

test("what nobody can fill stays open and is told; all else is filled", async () => {
  const one = task(hours(everyDay, 6, 22), 1, [
    person("early", hours(weekdays, 6, 14)),
    person("late", hours(weekdays, 14, 21)),
    person("weekend", hours([5], 6, 14)),
  ]);
  const { shifts } = await solve(one);
  const open = check(one, shifts);
  const left = open.map((missing) => (missing > 0 ? "1" : "0")).join("");
  const nobody = [...one.need]
    .map((wanted, i) => (wanted > 0 && one.people.every(({ free }) => free[i] === "0") ? "1" : "0"))
    .join("");
  expect(left).toBe(nobody);
});

test("fewest takes fewer people and best rated better ones, where cheapest takes the cheap", async () => {
  const day = hours(weekdays, 9, 17);
  const people = [
    person("half a week", hours([0, 1, 2], 9, 17), { rate: 500, ratingMilli: 3500 }),
    person("the other half", hours([3, 4], 9, 17), { rate: 500, ratingMilli: 3500 }),
    person("whole week", day, { rate: 560, ratingMilli: 3500 }),
    person("praised", day, { rate: 700, ratingMilli: 5000 }),
  ];
  const names = async (taste: Taste) => {
    const { shifts } = await solve(task(day, 1, people), taste);
    return [...new Set(shifts.map((one) => people[one.person]!.id))].sort();
  };
  expect(await names(tastes.cheapest)).toEqual(["half a week", "the other half"]);
  expect(await names(tastes.fewest)).toEqual(["whole week"]);
  expect(await names(tastes.bestRated)).toEqual(["praised"]);
});

test("nobody to choose from is an empty team with everything open", async () => {
  const one = task(hours(weekdays, 9, 17), 2, []);
  const { shifts, count, bound } = await solve(one);
  expect(shifts).toEqual([]);
  expect(bound).toBe(count);
});
