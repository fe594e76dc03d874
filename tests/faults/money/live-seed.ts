import fc from "fast-check";
import { type Life, lifeOf } from "./life.ts";
import { type Played, play } from "./play.ts";
import { Hits } from "./storm.ts";
import type { Place } from "./world.ts";

export interface Asked {
  seed: number;
  place: Place;
  /** Look for a smaller life that is broken too, for at most this long. */
  shrinkMs: number;
}
export interface Told {
  seed: number;
  hits: Pick<Hits, "faults" | "calls" | "steps">;
  checks: number;
  broken: string[];
  /** The smallest life that was found broken. */
  life: Life | null;
  /** Of the life itself, without shrinking. */
  cpuMs: number;
}

/** One seed: one life out of fast-check's generator, and when something is broken the smaller lives that it shrinks to. */
export async function liveSeed({ seed, place, shrinkMs }: Asked): Promise<Told> {
  const [life] = fc.sample(lifeOf(seed), { seed, numRuns: 1 });
  const began = process.cpuUsage();
  const first = await lived(seed, life!, place);
  const used = process.cpuUsage(began);
  const told = { seed, checks: first.checks, hits: { ...first.hits }, cpuMs: (used.user + used.system) / 1000 };
  if (first.broken.length === 0) return { ...told, broken: [], life: null };
  let smallest = { life: life!, broken: first.broken };
  const same = JSON.stringify(life);
  const property = fc.asyncProperty(lifeOf(seed), async (smaller) => {
    const { broken } = JSON.stringify(smaller) === same ? first : await lived(seed, smaller, place);
    if (broken.length > 0) smallest = { life: smaller, broken };
    return broken.length === 0;
  });
  if (shrinkMs > 0) await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: shrinkMs });
  return { ...told, ...smallest };
}

/** A life that breaks off is broken too. */
function lived(seed: number, life: Life, place: Place): Promise<Played> {
  return play(seed, life, place).catch((error: unknown) => ({
    hits: new Hits(),
    checks: 0,
    broken: [`the life broke off: ${String((error as Error).stack ?? error)}`],
  }));
}
