import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftSwaps } from "#db/schema/shifts.ts";
import { lockSwap } from "./lock-shift.server.ts";
import { swapLifecycle } from "./shift.ts";

/** Who offered a swap takes it back before it is done. Twice is once. @throws NotFound for others, Forbidden for the business, Conflict when it is over */
export async function withdrawSwap(tx: Tx, { swapId }: { swapId: string }, context: Context): Promise<void> {
  const { swap } = await lockSwap(tx, swapId);
  permit(context.actor, "shifts.answer", { businessId: swap.businessId, agentId: swap.fromAgentId });
  if (swap.state === "withdrawn") return;
  const state = swapLifecycle.next(swap.state, "withdraw");
  await tx.update(shiftSwaps).set({ state, answeredAt: context.now }).where(eq(shiftSwaps.id, swapId));
  await recordEvent(tx, "swap.answered", { swapId, state }, context);
}
