import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { shifts } from "#db/schema/shifts.ts";
import { requireFit } from "./fit.server.ts";
import { cutByWeek, hasBegun, problemOf, type Stretch } from "./shift.ts";

/**
 * Drafts a shift for the agent of a contract; one that goes past the end of the UTC week becomes two.
 * @throws NotFound for strangers, Forbidden without "shifts.manage", Invalid for its times, Conflict where it has begun or does not fit
 */
export async function addShift(
  tx: Tx,
  { contractId, note = "", ...stretch }: Stretch & { contractId: string; note?: string },
  { actor, now }: Context,
) {
  const contract = await lockContract(tx, contractId);
  permit(actor, "shifts.manage", { businessId: contract.businessId });
  const problem = problemOf(stretch);
  if (problem) throw new Invalid(problem.field, problem.key, problem.params);
  if (hasBegun(stretch, now)) throw new Conflict("shifts:errors.inThePast");
  const drafted: (typeof shifts.$inferSelect)[] = [];
  for (const piece of cutByWeek(stretch)) {
    const wanted = { ...piece, businessId: contract.businessId, roleId: contract.roleId };
    await requireFit(tx, contract, wanted, { drafting: true });
    const [row] = await tx
      .insert(shifts)
      .values({ id: newId(), ...wanted, contractId, agentId: contract.agentId, note, createdBy: actor.userId, createdAt: now })
      .returning();
    drafted.push(row!);
  }
  return drafted;
}
