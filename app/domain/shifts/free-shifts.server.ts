import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { type Context, system } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { shifts } from "#db/schema/shifts.ts";
import { recordMoves } from "./record-move.server.ts";
import { shiftLifecycle } from "./shift.ts";

/** A contract has ended: its drafts go, and its shifts to come are open to colleagues. Twice is once. @throws Forbidden for people */
export async function freeShifts(tx: Tx, { contractId }: { contractId: string }, context: Context): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  await tx.delete(shifts).where(and(eq(shifts.contractId, contractId), eq(shifts.state, "draft")));
  const coming = await tx
    .select()
    .from(shifts)
    .where(and(eq(shifts.contractId, contractId), eq(shifts.state, "published"), gt(shifts.startsAt, context.now)))
    .orderBy(asc(shifts.id))
    .for("update");
  if (coming.length === 0) return;
  await tx
    .update(shifts)
    .set({ contractId: null, agentId: null, state: shiftLifecycle.next("published", "release") })
    .where(
      inArray(
        shifts.id,
        coming.map((one) => one.id),
      ),
    );
  const by = { ...context, actor: system };
  await recordMoves(tx, coming, { move: "released", toContractId: () => null }, by);
  for (const { id, agentId } of coming) await recordEvent(tx, "shift.released", { shiftId: id, agentId: agentId! }, by);
}
