import { and, desc, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftMoves } from "#db/schema/shifts.ts";
import { lockShift } from "./lock-shift.server.ts";
import { hand, recordMoves } from "./record-move.server.ts";
import { hasBegun, shiftLifecycle } from "./shift.ts";

/**
 * The agent gives a shift back before it begins: it is open to colleagues of the role, and the business is told. Twice is once.
 * @throws NotFound for others, Forbidden for the business (which cancels), Conflict when it has begun
 */
export async function releaseShift(
  tx: Tx,
  { shiftId, reason = "" }: { shiftId: string; reason?: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const shift = await lockShift(tx, shiftId);
  if (shift.state === "open" && actor.userId && (await releasedBy(tx, shiftId)) === actor.userId) return;
  permit(actor, "shifts.answer", { businessId: shift.businessId, agentId: shift.agentId ?? undefined });
  const state = shiftLifecycle.next(shift.state, "release");
  if (hasBegun(shift, now)) throw new Conflict("shifts:errors.begun");
  await hand(tx, shift, null, state);
  await recordMoves(tx, [shift], { move: "released", toContractId: () => null, note: reason }, context);
  await recordEvent(tx, "shift.released", { shiftId, agentId: shift.agentId! }, context);
}

async function releasedBy(tx: Tx, shiftId: string): Promise<string | null> {
  const [last] = await tx
    .select({ actorId: shiftMoves.actorId })
    .from(shiftMoves)
    .where(and(eq(shiftMoves.shiftId, shiftId), eq(shiftMoves.move, "released")))
    .orderBy(desc(shiftMoves.at))
    .limit(1);
  return last?.actorId ?? null;
}
