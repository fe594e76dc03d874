import { eq } from "drizzle-orm";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";

/**
 * A held payout goes on. Above the amount that one person may decide a second one is asked, and the system carries it out once approved.
 * @returns "done", or "waits" for the second person
 * @throws NotFound, Forbidden without "finance.act", Conflict when it is not held, or waits for a second person already
 */
export async function releasePayout(
  tx: Tx,
  { payoutId, reason }: { payoutId: string; reason: string },
  context: Context,
): Promise<"done" | "waits"> {
  const { actor } = context;
  permit(actor, "finance.act");
  const payout = await lockPayout(tx, payoutId);
  const state = payoutLifecycle.next(payout.state, "release");
  const amount = money(payout.amount, payout.currency);
  const subject = { kind: "payout", id: payoutId };
  if (actor.kind !== "system" && needsSecondPerson(amount)) {
    await requestApproval(tx, { action: "payout.release", subject, payload: { payoutId, reason }, reason, amount }, context);
    return "waits";
  }
  await tx.update(payouts).set({ state, holdReason: null, heldAt: null, heldBy: null }).where(eq(payouts.id, payoutId));
  await recordAudit(tx, { action: "payout.released", subject, reason, amount }, context);
  await recordEvent(tx, "payout.released", { payoutId }, context);
  return "done";
}
