import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { shifts } from "#db/schema/shifts.ts";
import { dropDrafts, requireFit } from "./fit.server.ts";
import { lockShift } from "./lock-shift.server.ts";
import { recordMoves } from "./record-move.server.ts";
import { cutByWeek, hasBegun, problemOf, type Stretch, shiftLifecycle } from "./shift.ts";

/**
 * Changes a shift's times, note or person before it begins; an open one may be given to somebody. Who had it and who has it are told, unless
 * it is a draft. The same values again change nothing.
 * @throws NotFound, Forbidden without "shifts.manage", Invalid for its times, Conflict when it has begun, is over or does not fit
 */
export async function changeShift(
  tx: Tx,
  input: Stretch & { shiftId: string; contractId?: string; note: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  await lockHolderOfDraft(tx, input.shiftId);
  const shift = await lockShift(tx, input.shiftId);
  permit(actor, "shifts.manage", { businessId: shift.businessId });
  const contractId = input.contractId ?? shift.contractId;
  let state = shiftLifecycle.next(shift.state, "edit");
  if (state === "open" && contractId) state = shiftLifecycle.next("open", "assign");
  const stretch = { startsAt: input.startsAt, endsAt: input.endsAt };
  const moved = +stretch.startsAt !== +shift.startsAt || +stretch.endsAt !== +shift.endsAt;
  if (!moved && contractId === shift.contractId && input.note === shift.note) return;
  const problem = problemOf(stretch);
  if (problem) throw new Invalid(problem.field, problem.key, problem.params);
  if (hasBegun(shift, now)) throw new Conflict("shifts:errors.begun");
  if (hasBegun(stretch, now)) throw new Conflict("shifts:errors.inThePast");
  if (cutByWeek(stretch).length > 1) throw new Invalid("to", "shifts:errors.twoWeeks");
  const week = weekOf(stretch.startsAt);
  const contract = contractId ? await lockContract(tx, contractId) : null;
  if (contract)
    await requireFit(
      tx,
      contract,
      { ...stretch, week, businessId: shift.businessId, roleId: shift.roleId },
      { without: [shift.id], drafting: state === "draft" },
    );
  if (contract && state !== "draft") await dropDrafts(tx, contract.agentId, { ...stretch, businessId: shift.businessId });
  await tx
    .update(shifts)
    .set({ ...stretch, week, note: input.note, state, contractId, agentId: contract?.agentId ?? null })
    .where(eq(shifts.id, shift.id));
  if (state === "draft") return;
  await recordMoves(tx, [shift], { move: "changed", toContractId: () => contractId }, context);
  const tell = (name: "shift.changed" | "shift.assigned" | "shift.cancelled", agentId: string | null | undefined) =>
    agentId ? recordEvent(tx, name, { shiftId: shift.id, agentId }, context) : null;
  if (contract?.agentId === shift.agentId) return void (await tell("shift.changed", shift.agentId));
  await tell("shift.cancelled", shift.agentId);
  await tell("shift.assigned", contract?.agentId);
}

/** Who takes a shift holds the agent and deletes drafts: a draft is locked after its agent, so that nobody waits in a circle. */
async function lockHolderOfDraft(tx: Tx, shiftId: string): Promise<void> {
  const [seen] = await tx.select().from(shifts).where(eq(shifts.id, shiftId));
  if (seen?.state !== "draft" || !seen.contractId) return;
  const { agentId } = await lockContract(tx, seen.contractId);
  await lockAgent(tx, agentId);
}
