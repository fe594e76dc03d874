import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { shiftSettings, shiftSwaps } from "#db/schema/shifts.ts";
import { carryOutSwap, requireSwappable } from "./carry-out-swap.server.ts";
import { lockSwap } from "./lock-shift.server.ts";
import { SWAPS_NEED_APPROVAL, swapLifecycle } from "./shift.ts";

/**
 * The colleague accepts or declines. Accepted, the shifts change hands at once, or wait for the manager where the business wants it so.
 * Twice is once.
 * @throws NotFound for others, Forbidden for the business, Conflict when it was answered otherwise, has begun or does not fit
 */
export async function answerSwap(
  tx: Tx,
  { swapId, answer }: { swapId: string; answer: "accept" | "decline" },
  context: Context,
): Promise<void> {
  const locked = await lockSwap(tx, swapId);
  const { swap } = locked;
  permit(context.actor, "shifts.answer", { businessId: swap.businessId, agentId: swap.toAgentId });
  const given = swap.state === "declined" ? "decline" : ["agreed", "done"].includes(swap.state) ? "accept" : null;
  if (given === answer) return;
  const action = answer === "decline" ? "decline" : (await needsApproval(tx, swap.businessId)) ? "agree" : "accept";
  const state = swapLifecycle.next(swap.state, action);
  if (state === "agreed") await requireSwappable(tx, locked, context.now);
  await tx.update(shiftSwaps).set({ state, answeredAt: context.now }).where(eq(shiftSwaps.id, swapId));
  if (state === "done") await carryOutSwap(tx, locked, context);
  await recordEvent(tx, "swap.answered", { swapId, state }, context);
}

async function needsApproval(tx: Tx, businessId: string): Promise<boolean> {
  const [settings] = await tx.select().from(shiftSettings).where(eq(shiftSettings.businessId, businessId));
  return settings?.swapsNeedApproval ?? SWAPS_NEED_APPROVAL;
}
