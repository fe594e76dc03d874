import { and, eq, inArray } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { shiftSwaps, shifts } from "#db/schema/shifts.ts";
import { lockShift } from "./lock-shift.server.ts";
import { hasBegun, shiftLifecycle } from "./shift.ts";

/**
 * An agent offers a shift to a colleague of the same role, for nothing or for one of theirs. One offer of a shift waits at a time.
 * @throws NotFound for others, Forbidden for the business, Invalid for who is not a colleague, Conflict when it has begun or is offered
 */
export async function offerSwap(
  tx: Tx,
  {
    shiftId,
    toContractId,
    returnShiftId,
    note = "",
  }: { shiftId: string; toContractId: string; returnShiftId?: string; note?: string },
  context: Context,
) {
  const { actor, now } = context;
  const shift = await lockShift(tx, shiftId);
  permit(actor, "shifts.answer", { businessId: shift.businessId, agentId: shift.agentId ?? undefined });
  shiftLifecycle.next(shift.state, "swap");
  if (hasBegun(shift, now)) throw new Conflict("shifts:errors.begun");
  const [colleague] = await tx.select().from(contracts).where(eq(contracts.id, toContractId));
  if (colleague?.roleId !== shift.roleId || colleague.state !== "active" || colleague.agentId === shift.agentId)
    throw new Invalid("with", "shifts:errors.chooseColleague");
  if (returnShiftId) {
    const [theirs] = await tx.select().from(shifts).where(eq(shifts.id, returnShiftId));
    if (theirs?.contractId !== toContractId || theirs.state !== "published" || hasBegun(theirs, now))
      throw new Invalid("with", "shifts:errors.returnGone");
  }
  const [waiting] = await tx
    .select({ id: shiftSwaps.id })
    .from(shiftSwaps)
    .where(and(eq(shiftSwaps.shiftId, shiftId), inArray(shiftSwaps.state, ["offered", "agreed"])));
  if (waiting) throw new Conflict("shifts:errors.swapWaiting");
  const [swap] = await tx
    .insert(shiftSwaps)
    .values({
      id: newId(),
      businessId: shift.businessId,
      shiftId,
      returnShiftId,
      fromContractId: shift.contractId!,
      fromAgentId: shift.agentId!,
      toContractId,
      toAgentId: colleague.agentId,
      note,
      offeredAt: now,
    })
    .returning();
  await recordEvent(tx, "swap.offered", { swapId: swap!.id }, context);
  return swap!;
}
