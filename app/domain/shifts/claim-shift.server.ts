import { and, asc, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { dropDrafts, requireFit } from "./fit.server.ts";
import { lockShift } from "./lock-shift.server.ts";
import { hand, recordMoves } from "./record-move.server.ts";
import { hasBegun, shiftLifecycle } from "./shift.ts";

/**
 * An agent with a running contract of the shift's role takes an open shift; the first to ask has it, and the business is told. Twice is once.
 * @throws NotFound for agents without such a contract, Forbidden for the business (which assigns), Conflict when it is taken, has begun or does not fit
 */
export async function claimShift(tx: Tx, { shiftId }: { shiftId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  const shift = await lockShift(tx, shiftId);
  const [contract] = await tx
    .select()
    .from(contracts)
    .where(
      and(eq(contracts.roleId, shift.roleId), eq(contracts.state, "active"), eq(contracts.agentId, actor.userId ?? shift.id)),
    )
    .orderBy(asc(contracts.id))
    .for("key share");
  permit(actor, "shifts.answer", { businessId: shift.businessId, agentId: contract?.agentId });
  if (shift.state === "draft" || !contract) throw new Conflict("errors:state", { state: shift.state });
  if (shift.state === "published" && shift.agentId === contract.agentId) return;
  if (shift.state === "published") throw new Conflict("shifts:errors.taken");
  const state = shiftLifecycle.next(shift.state, "claim");
  if (hasBegun(shift, now)) throw new Conflict("shifts:errors.begun");
  await requireFit(tx, contract, shift);
  await dropDrafts(tx, contract.agentId, shift);
  await hand(tx, shift, { contractId: contract.id, agentId: contract.agentId }, state);
  await recordMoves(tx, [shift], { move: "claimed", toContractId: () => contract.id }, context);
  await recordEvent(tx, "shift.claimed", { shiftId, agentId: contract.agentId }, context);
}
