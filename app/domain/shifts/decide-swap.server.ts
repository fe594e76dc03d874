import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftSwaps } from "#db/schema/shifts.ts";
import { carryOutSwap } from "./carry-out-swap.server.ts";
import { lockSwap } from "./lock-shift.server.ts";
import { swapLifecycle } from "./shift.ts";

/**
 * A manager approves or refuses a swap that two agents agreed on. Twice is once.
 * @throws NotFound, Forbidden without "shifts.manage", Conflict when it does not wait for an answer, has begun or no longer fits
 */
export async function decideSwap(
  tx: Tx,
  { swapId, decision }: { swapId: string; decision: "approve" | "refuse" },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const locked = await lockSwap(tx, swapId);
  const { swap } = locked;
  permit(actor, "shifts.manage", { businessId: swap.businessId });
  if (swap.decidedAt && swap.state === (decision === "approve" ? "done" : "refused")) return;
  const state = swapLifecycle.next(swap.state, decision);
  await tx.update(shiftSwaps).set({ state, decidedBy: actor.userId, decidedAt: now }).where(eq(shiftSwaps.id, swapId));
  if (state === "done") await carryOutSwap(tx, locked, context);
  await recordEvent(tx, "swap.answered", { swapId, state }, context);
}
