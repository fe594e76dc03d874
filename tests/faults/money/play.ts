import { startOfWeek, weekOf } from "#app/kernel/time.ts";
import { givenCast } from "./cast.ts";
import { checkAll } from "./invariants.ts";
import { cards } from "./kinds.ts";
import type { Life } from "./life.ts";
import { doings } from "./steps.ts";
import { addCard, work } from "./steps-billing.ts";
import { decideChargeback } from "./steps-disputes.ts";
import { letGo, onboard } from "./steps-payouts.ts";
import { approve } from "./steps-terms.ts";
import type { Hits } from "./storm.ts";
import { BEGIN, openWorld, type Place } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Played {
  hits: Hits;
  /** Invariants that were looked at. */
  checks: number;
  /** What did not hold, in words. */
  broken: string[];
}

/** Lives a life in the storm of its seed, lets everything settle, and looks at every invariant. */
export async function play(seed: number, life: Life, place: Place): Promise<Played> {
  const world = await openWorld(seed, place);
  try {
    const cast = await givenCast(world, life);
    world.begin();
    await world.hear();
    for (const [i, { card }] of life.businesses.entries())
      if (card) await addCard(world, cast.businesses[i]!, cards[card as keyof typeof cards]);
    for (const [i, { bank }] of life.agents.entries()) if (bank) await onboard(world, cast.agents[i]!, bank);
    const firstWeek = [...life.firstWeek].sort((x, y) => x.day - y.day);
    for (const { contract, day, minutes } of firstWeek) {
      const until = new Date(BEGIN.getTime() + day * DAY + 20 * HOUR);
      if (until > world.now()) await world.advanceTo(until);
      if (await work(world, cast.workings[contract % cast.workings.length]!, until, minutes)) world.hits.add("steps", "work");
    }
    const second = BEGIN.getTime() + 7 * DAY;
    for (const { at, kind, a, b } of life.steps) {
      const when = new Date(second + at * HOUR);
      if (when > world.now()) await world.advanceTo(when);
      if (await doings[kind]({ world, cast, a, b })) world.hits.add("steps", kind);
      if (world.draw.chance(0.15)) await approve(world, cast, world.draw.chance(0.8));
      // Sometimes the next thing happens while the queue still has work.
      if (world.draw.chance(0.6)) await world.hear();
    }
    world.calm();
    await settle();
    const { checks, broken } = await checkAll(world, cast);
    return { hits: world.hits, checks, broken };

    /** Sunshine until nothing moves: held payouts are let go, three more Wednesdays pay, and it is a Tuesday. */
    async function settle() {
      await approve(world, cast, true);
      await world.hear();
      while (await letGo(world, cast, 0)) await world.hear();
      while (await decideChargeback(world, 0, world.draw.chance(0.5))) await world.hear();
      const monday = startOfWeek(weekOf(world.now())).getTime();
      for (const days of [4, 8, 15, 22]) {
        const when = new Date(monday + days * DAY + 10 * HOUR);
        if (when > world.now()) await world.advanceTo(when);
      }
    }
  } finally {
    await world.close();
  }
}
