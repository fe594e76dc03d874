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
import { holdFrom } from "./hold.ts";
import { moneyOfWeeks } from "./week-money.server.ts";

export type PayHold = typeof payHolds.$inferSelect;

/**
 * Keeps back pay of named segments while a dispute is open: pending first, then available -> held; the rest of the week goes its way. What a
 * payout has taken along cannot be held and is named. Twice is once. A step of the command that opens the dispute, which has checked who may.
 * @param amount pay of the segments, minor units of the week's currency, the agent's tax share included
 * @throws NotFound
 */
export async function holdPay(
  tx: Tx,
  { disputeId, timesheetId, amount }: { disputeId: string; timesheetId: string; amount: bigint },
  { now }: Context,
): Promise<PayHold> {
  const [week] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId));
  if (!week) throw new NotFound();
  const { agentId, currency } = week;
  await lockAgent(tx, agentId);
  const [known] = await tx.select().from(payHolds).where(eq(payHolds.disputeId, disputeId));
  if (known) return known;
  const parts = holdFrom(amount, (await moneyOfWeeks(tx, [timesheetId])).get(timesheetId)!);
  const [hold] = await tx
    .insert(payHolds)
    .values({ id: newId(), disputeId, agentId, timesheetId, currency, ...parts, openedAt: now })
    .returning();
  const { fromPending, fromAvailable } = parts;
  const postings = [
    { debit: accounts.pending(agentId, currency), amount: money(fromPending, currency) },
    { debit: accounts.available(agentId, currency), amount: money(fromAvailable, currency) },
  ]
    .filter((one) => one.amount.minor > 0n)
    .map((one) => ({ ...one, credit: accounts.held(agentId, currency) }));
  if (fromAvailable > 0n)
    await tx.insert(payoutReleases).values({
      id: newId(),
      key: `hold:${disputeId}`,
      kind: "hold",
      timesheetId,
      agentId,
      week: week.week,
      amount: -fromAvailable,
      currency,
      releasedAt: now,
    });
  if (postings.length > 0)
    await postTransaction(
      tx,
      {
        key: `hold:${disputeId}`,
        kind: "pay.held",
        source: { kind: "timesheet", id: timesheetId },
        detail: { disputeId },
        postings,
      },
      { now },
    );
  return hold!;
}
