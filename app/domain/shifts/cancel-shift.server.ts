import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { shifts } from "#db/schema/shifts.ts";
import { lockShift } from "./lock-shift.server.ts";
import { recordMoves } from "./record-move.server.ts";
import { hasBegun, shiftLifecycle } from "./shift.ts";

/**
 * Takes a shift out of the plan before it begins and tells its agent; a draft is simply deleted. Twice is once.
 * @throws NotFound, Forbidden without "shifts.manage", Conflict when it has begun
 */
export async function cancelShift(
  tx: Tx,
  { shiftId, reason = "" }: { shiftId: string; reason?: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const shift = await lockShift(tx, shiftId);
  permit(actor, "shifts.manage", { businessId: shift.businessId });
  if (shift.state === "cancelled") return;
  if (shift.state === "draft") {
    await tx.delete(shifts).where(eq(shifts.id, shiftId));
    return;
  }
  const state = shiftLifecycle.next(shift.state, "cancel");
  if (hasBegun(shift, now)) throw new Conflict("shifts:errors.begun");
  await tx.update(shifts).set({ state, cancelledAt: now }).where(eq(shifts.id, shiftId));
  await recordMoves(tx, [shift], { move: "cancelled", note: reason }, context);
  if (shift.agentId) await recordEvent(tx, "shift.cancelled", { shiftId, agentId: shift.agentId }, context);
}
