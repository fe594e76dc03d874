import { eq, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { advances, bills } from "#db/schema/billing.ts";

interface NewAdvance {
  timesheetId: string;
  billId: string;
  businessId: string;
  agentId: string;
  amount: bigint;
  currency: string;
}

/**
 * The platform takes over the claim on the protected part of a week that its business has not paid; the caller makes the same amount available to
 * the agent in the same transaction, and asks only for what became available now. Recovered by `settleBillPaid`. Of a
 * bill that was given up there is no claim left to take over: its whole loss is booked already.
 * @throws Forbidden without "ledger.post"
 */
export async function advancePay(tx: Tx, { timesheetId, ...advance }: NewAdvance, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const { businessId, amount, currency } = advance;
  const [bill] = await tx.select({ state: bills.state }).from(bills).where(eq(bills.id, advance.billId));
  if (bill?.state === "writtenOff") return;
  const [made] = await tx
    .insert(advances)
    .values({ id: newId(), timesheetId, ...advance, advancedAt: now })
    // What a dispute had held is advanced later, on top.
    .onConflictDoUpdate({ target: advances.timesheetId, set: { amount: sql`${advances.amount} + excluded.amount` } })
    .returning({ total: advances.amount });
  await postTransaction(
    tx,
    {
      key: `advance:${timesheetId}:${made!.total}`,
      kind: "advance.made",
      source: { kind: "timesheet", id: timesheetId },
      postings: [
        {
          debit: accounts.advances(currency),
          credit: accounts.receivable(businessId, currency),
          amount: money(amount, currency),
        },
      ],
    },
    { now },
  );
  await recordEvent(tx, "advance.made", { timesheetId }, context);
}

export async function isAdvanced(db: Queryable, timesheetId: string): Promise<boolean> {
  return (await db.$count(advances, eq(advances.timesheetId, timesheetId))) > 0;
}
