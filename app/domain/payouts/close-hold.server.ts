import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { payHolds, payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { holdEnd } from "./hold.ts";

/**
 * A dispute is over: what is held goes back to where it came from, except what the decision takes; that stays on held, and the caller gives it to
 * the business in the same transaction. What goes back to pending on a week whose day has come is released by the job that follows, as far as
 * its business has paid or it is protected. Twice is once, with the first answer. A step of the command that ends the dispute, which has checked
 * who may.
 * @param take minor units of the agent's pay that the decision takes; zero gives all back
 * @returns what stays on held to be taken, and what of `take` was paid out before the dispute began
 * @throws NotFound without a hold
 */
export async function closeHold(
  tx: Tx,
  { disputeId, take }: { disputeId: string; take: bigint },
  { now }: Context,
): Promise<{ taken: bigint; alreadyPaid: bigint }> {
  const [found] = await tx.select().from(payHolds).where(eq(payHolds.disputeId, disputeId));
  if (!found) throw new NotFound();
  const { agentId, currency, timesheetId } = found;
  await lockAgent(tx, agentId);
  const [hold] = await tx.select().from(payHolds).where(eq(payHolds.disputeId, disputeId)).for("update");
  if (hold!.state !== "open") {
    const rest = take - hold!.taken;
    return { taken: hold!.taken, alreadyPaid: rest < hold!.alreadyPaid ? rest : hold!.alreadyPaid };
  }
  const end = holdEnd(hold!, take);
  await tx
    .update(payHolds)
    .set({ state: end.taken > 0n ? "taken" : "released", taken: end.taken, closedAt: now })
    .where(eq(payHolds.id, hold!.id));
  if (end.toAvailable > 0n) {
    const [sheet] = await tx.select({ week: timesheets.week }).from(timesheets).where(eq(timesheets.id, timesheetId));
    await tx.insert(payoutReleases).values({
      id: newId(),
      key: `dispute:${disputeId}`,
      kind: "dispute",
      timesheetId,
      agentId,
      week: sheet!.week,
      amount: end.toAvailable,
      currency,
      releasedAt: now,
    });
  }
  const postings = [
    { credit: accounts.pending(agentId, currency), amount: money(end.toPending, currency) },
    { credit: accounts.available(agentId, currency), amount: money(end.toAvailable, currency) },
  ]
    .filter((one) => one.amount.minor > 0n)
    .map((one) => ({ ...one, debit: accounts.held(agentId, currency) }));
  if (postings.length > 0)
    await postTransaction(
      tx,
      {
        key: `hold:${disputeId}:closed`,
        kind: "pay.given-back",
        source: { kind: "timesheet", id: timesheetId },
        detail: { disputeId },
        postings,
      },
      { now },
    );
  return { taken: end.taken, alreadyPaid: end.alreadyPaid };
}
