import type { BenchRole, Class } from "./roles.ts";
import type { Place } from "./scan.ts";

/** Somebody who ranks: for a role, the best of it. */
export type Contender = (role: BenchRole, place: number) => Promise<Place[]> | Place[];

/** Milliseconds of each role and its answer. */
export interface Measured {
  best: number[];
  answers: Place[][];
}

export const measuredOf = (roles: BenchRole[]): Measured => ({
  best: roles.map(() => Number.POSITIVE_INFINITY),
  answers: roles.map(() => []),
});

/**
 * One pass over all roles, each asked once. What counts of a role is its best pass, for every contender alike: machines are shared, and
 * contenders take turns pass by pass.
 */
export async function pass(contender: Contender, roles: BenchRole[], into: Measured): Promise<void> {
  for (const [place, role] of roles.entries()) {
    const begin = performance.now();
    const answer = await contender(role, place);
    into.best[place] = Math.min(into.best[place]!, performance.now() - begin);
    into.answers[place] = answer;
  }
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Three digits that say something. */
export const round = (value: number) => Number(value.toPrecision(3));

export const ofClass = <T>(values: T[], roles: BenchRole[], kind: Class) =>
  values.filter((_, place) => roles[place]!.kind === kind);

/** How many of the roles two contenders answer with the same people, scores and order. */
export function equalAnswers(one: Place[][], other: Place[][]): number {
  const text = (list: Place[]) => list.map(({ agentId, total }) => `${agentId} ${total}`).join();
  return one.filter((list, place) => text(list) === text(other[place]!)).length;
}
