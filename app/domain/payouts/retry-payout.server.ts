import { and, eq, isNotNull } from "drizzle-orm";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutItems, payoutReleases } from "#db/schema/payouts.ts";
import { lockPayout, payoutById } from "./lock-payout.server.ts";
import { reservePayout } from "./reserve-payout.server.ts";

/**
 * What a failed payout gave back goes out again now, together with whatever else is available. Above the amount that one person may decide a second
 * one is asked, and the system carries it out once approved. When a later payout has taken it already, that one is returned.
 * @returns the new payout, or "waits" for the second person
 * @throws NotFound, Forbidden without "finance.act", Conflict when it has not failed, when the agent cannot be paid now (payouts:hindrance.*), or
 * when it waits for a second person already
 */
export async function retryPayout(
  tx: Tx,
  { payoutId, reason }: { payoutId: string; reason: string },
  context: Context,
): Promise<{ id: string } | "waits"> {
  const { actor } = context;
  permit(actor, "finance.act");
  const { agentId, currency } = await payoutById(tx, payoutId);
  await lockAgent(tx, agentId);
  const payout = await lockPayout(tx, payoutId);
  if (payout.state !== "failed") throw new Conflict("errors:state", { state: payout.state, action: "retry" });
  const later = await laterPayout(tx, payoutId);
  if (later) return { id: later };
  const amount = money(payout.amount, currency);
  const subject = { kind: "payout", id: payoutId };
  if (actor.kind !== "system" && needsSecondPerson(amount)) {
    await requestApproval(tx, { action: "payout.retry", subject, payload: { payoutId, reason }, reason, amount }, context);
    return "waits";
  }
  const next = await reservePayout(tx, { agentId, currency }, context);
  await recordAudit(tx, { action: "payout.retried", subject, reason, amount, detail: { next: next.id } }, context);
  return next;
}

/** The payout that has what a failed one was made of; null while it is available. */
async function laterPayout(db: Queryable, payoutId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: payoutReleases.payoutId })
    .from(payoutItems)
    .innerJoin(payoutReleases, eq(payoutReleases.id, payoutItems.releaseId))
    .where(and(eq(payoutItems.payoutId, payoutId), isNotNull(payoutReleases.payoutId)))
    .limit(1);
  return row?.id ?? null;
}
