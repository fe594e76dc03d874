import { expireSession } from "./checkout-sessions.ts";
import type { DueWork } from "./clock.ts";
import { arrive, failPayout, fundsMatured, sweep } from "./payouts.ts";
import type { World } from "./world.ts";

/** What each kind of planned work does when its instant comes. */
const kinds: Record<string, (world: World, subject: string) => void> = {
  funds: fundsMatured,
  sweep,
  payout: arrive,
  "late-failure": failPayout,
  session: expireSession,
};

export function doDue(world: World): (due: DueWork) => void {
  return ({ kind, subject }) => kinds[kind]?.(world, subject);
}
