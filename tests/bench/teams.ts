import { parseArgs } from "node:util";
import { greedyTeam } from "#app/domain/matching/greedy-team.ts";
import { solveTeam } from "#app/domain/matching/solve-team.server.ts";
import { countOf, tastes, weightsOf } from "#app/domain/matching/team-model.ts";
import { type Person, stillMissing, type TeamTask } from "#app/domain/matching/team-rules.ts";
import { hoursFrom, toUtcHours } from "#app/kernel/week-hours.ts";

/** The same sequence in every run (mulberry32). */
function dice(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Where the talent lives (shares of it, summed up), roughly what an hour costs there, and half-hours east of UTC. */
const places = [
  { zone: "Asia/Manila", upTo: 0.25, rate: 700, east: 16 },
  { zone: "Asia/Kolkata", upTo: 0.5, rate: 650, east: 11 },
  { zone: "Europe/Lisbon", upTo: 0.65, rate: 1500, east: 0 },
  { zone: "Africa/Nairobi", upTo: 0.75, rate: 800, east: 6 },
  { zone: "America/Bogota", upTo: 0.9, rate: 1000, east: -10 },
  { zone: "America/New_York", upTo: 1.0, rate: 2000, east: -10 },
];
const WEEK = "2026-03-16";

function personOf(id: number, random: () => number): Person {
  const at = random();
  const place = places.find((one) => at < one.upTo)!;
  // Most work by day, some in the evening or at night; five days, sometimes with a day of the weekend, a few on all days.
  const from =
    random() < 0.65
      ? 14 + Math.floor(random() * 6)
      : random() < 0.6
        ? 26 + Math.floor(random() * 8)
        : 40 + Math.floor(random() * 8);
  const length = 8 + Math.floor(random() * 16);
  const kind = random();
  const days =
    kind < 0.5
      ? [0, 1, 2, 3, 4]
      : kind < 0.65
        ? [2, 3, 4, 5, 6]
        : kind < 0.8
          ? [0, 1, 2, 3, 4, 5]
          : kind < 0.9
            ? [5, 6]
            : [0, 1, 2, 3, 4, 5, 6];
  const free = hoursFrom(days.map((day) => ({ day, from: from * 30, to: (from + length) * 30 })));
  return {
    id: String(id),
    free: toUtcHours(free, place.zone, WEEK),
    rate: Math.round(place.rate * (0.7 + 0.8 * random())),
    ratingMilli: 3800 + Math.floor(random() * 1200),
    monday: (336 - place.east) % 336,
  };
}

/** A 24/7 role: one to three people at all times, by day up to twice as many. */
function roleOf(number: number): TeamTask {
  const random = dice(7000 + number);
  const headcount = number % 5 === 4 ? 3 : number % 5 >= 2 ? 2 : 1;
  const need = Array.from({ length: 336 }, () => headcount);
  const people = Array.from({ length: 200 + Math.floor(random() * 100) }, (_, i) => personOf(i, random));
  return { need, weeklyLimit: [60, 80, 80, 96][number % 4]!, people };
}

const SECONDS = 8;

/**
 * Suggested teams for synthetic 24/7 roles of 200 to 300 candidates: how far each is from what could be proved possible, and how long it took,
 * one after the other on one thread. The greedy team is compared on the same coverage: a half-hour that it leaves open is bought at the price that
 * the plan itself puts on a missing one, more than twice the dearest candidate's.
 */
export default async function teams(args: string[]) {
  const { values } = parseArgs({ args, options: { roles: { type: "string" } } });
  const roles = Number(values.roles ?? 50);
  const found: { gap: number; seconds: number; open: number; ratio: number; people: number }[] = [];
  for (let number = 0; number < roles; number++) {
    const task = roleOf(number);
    const begin = performance.now();
    const { shifts, count, bound } = await solveTeam(task, tastes.balanced, { seconds: SECONDS });
    const seconds = (performance.now() - begin) / 1000;
    const weights = weightsOf(task, tastes.balanced);
    const greedy = countOf(task, weights, greedyTeam(task, weights));
    const open = stillMissing(task.need, shifts).reduce((sum, one) => sum + one, 0);
    const people = new Set(shifts.map((one) => one.person)).size;
    found.push({ gap: (count - bound) / count, seconds, open, ratio: greedy / count, people });
    const words = [
      `gap ${((100 * (count - bound)) / count).toFixed(2)}%`,
      `${seconds.toFixed(1)} s`,
      `${people} people`,
      `greedy x${(greedy / count).toFixed(2)}`,
      open > 0 ? `${open} half-hours open` : "",
    ];
    process.stdout.write(
      `role ${String(number + 1).padStart(2)}, ${task.need[0]} at a time of ${task.people.length}: ${words.join(", ")}\n`,
    );
  }
  const mean = (of: (one: (typeof found)[number]) => number) => found.reduce((sum, one) => sum + of(one), 0) / found.length;
  const times = found.map((one) => one.seconds).sort((a, b) => a - b);
  const metrics = {
    roles,
    infeasible: found.filter((one) => one.open > 0).length,
    mean_gap: Number(mean((one) => one.gap).toFixed(4)),
    worst_gap: Number(Math.max(...found.map((one) => one.gap)).toFixed(4)),
    p50_s: Number(times[Math.floor(times.length / 2)]!.toFixed(2)),
    p95_s: Number(times[Math.ceil(times.length * 0.95) - 1]!.toFixed(2)),
    greedy_cost_ratio: Number(mean((one) => one.ratio).toFixed(3)),
  };
  return {
    metrics,
    aims: {
      infeasible: { aim: "at most 0", met: metrics.infeasible === 0 },
      mean_gap: { aim: "at most 0.01", met: metrics.mean_gap <= 0.01 },
      p95_s: { aim: "at most 10: the greedy team stands meanwhile", met: metrics.p95_s <= 10 },
      greedy_cost_ratio: { aim: "at least 1: never worse than greedy", met: metrics.greedy_cost_ratio >= 1 },
    },
  };
}
