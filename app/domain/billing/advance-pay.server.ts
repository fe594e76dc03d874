import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { advances, bills } from "#db/schema/billing.ts";
import { owedOf } from "./bill.ts";

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
 * the agent in the same transaction, and asks only for what became available now: each time is an advance of its own, because an earlier one may
 * have been recovered by a payment that its bank took back since. Recovered by `settleBillPaid`. No more is taken over than the business still
 * owes: credit may have paid the other part. Of a bill that was given up there is no claim left: its whole loss is booked already.
 * @param advance `amount` in minor units; the bill is locked by the caller
 * @throws Forbidden without "ledger.post"
 */
export async function advancePay(tx: Tx, advance: NewAdvance, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const { timesheetId, billId, businessId, currency } = advance;
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId));
  if (!bill || bill.state === "writtenOff") return;
  const open = await tx
    .select({ amount: advances.amount })
    .from(advances)
    .where(and(eq(advances.billId, billId), eq(advances.state, "open")));
  const claim = open.reduce((left, one) => left - one.amount, owedOf(bill));
  const amount = advance.amount < claim ? advance.amount : claim;
  if (amount <= 0n) return;
  const id = newId();
  await tx.insert(advances).values({ ...advance, id, amount, advancedAt: now });
  await postTransaction(
    tx,
    {
      key: `advance:${id}`,
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
