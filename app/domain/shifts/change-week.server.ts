import type { output } from "zod";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Invalid } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { addShift } from "./add-shift.server.ts";
import { cancelShift } from "./cancel-shift.server.ts";
import { changeShift } from "./change-shift.server.ts";
import { decideSwap } from "./decide-swap.server.ts";
import { discardDrafts } from "./discard-drafts.server.ts";
import { offerGaps } from "./offer-gaps.server.ts";
import { planWeek } from "./plan-week.server.ts";
import { publishWeek } from "./publish-week.server.ts";
import { saveShiftSettings } from "./save-shift-settings.server.ts";
import { type planWeekChange, type shiftChange, type shiftTimes, stretchOn } from "./shift.ts";
import { planningZone } from "./shifts.server.ts";

/**
 * What a planner asked for on the week's page; each change checks for itself who may.
 * @returns how many shifts it made or published, null where nothing is counted
 */
export async function changeWeek(
  tx: Tx,
  { businessId, change }: { businessId: string; change: output<typeof planWeekChange> },
  context: Context,
): Promise<number | null> {
  switch (change.intent) {
    case "plan":
      return planWeek(tx, { ...change, businessId }, context);
    case "publish":
      return publishWeek(tx, { ...change, businessId }, context);
    case "offerGaps":
      return offerGaps(tx, { ...change, businessId }, context);
    case "discard":
      await discardDrafts(tx, { ...change, businessId }, context);
      return null;
    case "add": {
      const zone = await planningZone(tx, { contractId: change.contractId }, context.actor);
      await addShift(tx, { ...read(change, zone), contractId: change.contractId, note: change.note }, context);
      return null;
    }
    case "settings":
      await saveShiftSettings(tx, { ...change, businessId }, context);
      return null;
    default:
      await decideSwap(tx, { swapId: change.swapId, decision: change.intent }, context);
      return null;
  }
}

/** What a planner asked for on a shift's page. */
export async function changeOneShift(
  tx: Tx,
  { shiftId, change }: { shiftId: string; change: output<typeof shiftChange> },
  context: Context,
): Promise<void> {
  if (change.intent === "cancel") return cancelShift(tx, { shiftId, reason: change.reason }, context);
  const zone = await planningZone(tx, { shiftId }, context.actor);
  const { contractId, note } = change;
  await changeShift(tx, { ...read(change, zone), shiftId, contractId, note }, context);
}

/** @throws Invalid */
function read(times: output<typeof shiftTimes>, zone: string) {
  const found = stretchOn(times, zone);
  if (!found.ok) throw new Invalid(found.field, found.key, found.params);
  return found.stretch;
}
