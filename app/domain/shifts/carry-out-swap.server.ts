import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { shifts } from "#db/schema/shifts.ts";
import { dropDrafts, requireFit } from "./fit.server.ts";
import type { Shift, Swap } from "./lock-shift.server.ts";
import { recordMoves } from "./record-move.server.ts";
import { hasBegun } from "./shift.ts";

interface Locked {
  swap: Swap;
  shift: Shift;
  inReturn: Shift | null;
}

/** Both shifts are still with whom they were, have not begun, and fit where they would go. @throws Conflict */
export async function requireSwappable(tx: Tx, { swap, shift, inReturn }: Locked, now: Date): Promise<void> {
  for (const [one, holder] of [[shift, swap.fromContractId] as const, [inReturn, swap.toContractId] as const]) {
    if (!one) continue;
    if (one.state !== "published" || one.contractId !== holder) throw new Conflict("shifts:errors.swapGone");
    if (hasBegun(one, now)) throw new Conflict("shifts:errors.begun");
  }
  const ids = [swap.fromAgentId, swap.toAgentId];
  const sides = await tx
    .select()
    .from(contracts)
    .where(inArray(contracts.id, [swap.fromContractId, swap.toContractId]))
    .orderBy(asc(contracts.id))
    .for("key share");
  // In one order, so that two swaps between the same people do not wait for each other in a circle.
  await tx.select({ id: agents.id }).from(agents).where(inArray(agents.id, ids)).orderBy(asc(agents.id)).for("no key update");
  const side = (id: string) => sides.find((one) => one.id === id)!;
  const without = [shift.id, ...(inReturn ? [inReturn.id] : [])];
  await requireFit(tx, side(swap.toContractId), shift, { without });
  if (inReturn) await requireFit(tx, side(swap.fromContractId), inReturn, { without });
}

/** The shifts change hands, in one statement: the two may lie over each other. */
export async function carryOutSwap(tx: Tx, locked: Locked, context: Context): Promise<void> {
  await requireSwappable(tx, locked, context.now);
  const { swap, shift, inReturn } = locked;
  const ids = [shift.id, ...(inReturn ? [inReturn.id] : [])];
  await dropDrafts(tx, swap.toAgentId, shift);
  if (inReturn) await dropDrafts(tx, swap.fromAgentId, inReturn);
  const given = eq(shifts.id, shift.id);
  await tx
    .update(shifts)
    .set({
      contractId: sql`case when ${given} then ${swap.toContractId}::uuid else ${swap.fromContractId}::uuid end`,
      agentId: sql`case when ${given} then ${swap.toAgentId}::uuid else ${swap.fromAgentId}::uuid end`,
    })
    .where(inArray(shifts.id, ids));
  const holder = ({ id }: { id: string }) => (id === shift.id ? swap.toContractId : swap.fromContractId);
  await recordMoves(tx, inReturn ? [shift, inReturn] : [shift], { move: "swapped", toContractId: holder }, context);
}
