import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { needsSecondPerson, reasonInput } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { advances, bills } from "#db/schema/billing.ts";
import { billLifecycle, owedOf } from "./bill.ts";
import { writtenOffKey } from "./settle-bill-paid.server.ts";

export const writeOffInput = z.object({ reason: reasonInput });
export const approvedWriteOff = z.object({ billId: z.uuid(), reason: z.string() });

/**
 * Platform finance gives a claim up: what the business still owes becomes the platform's loss, what was advanced to agents on it included. Above the
 * set amount it waits for a second person. A payment that comes after all takes the claim up again (`settleBillPaid`). Twice is once.
 * @returns whether it is done or waits; @throws NotFound, Forbidden without "finance.act", Conflict when nothing is owed or it is being charged
 */
export async function writeOffBill(
  tx: Tx,
  { billId, reason }: { billId: string; reason: string },
  context: Context,
): Promise<"writtenOff" | "waits"> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId)).for("update");
  if (!bill) throw new NotFound();
  if (bill.state === "writtenOff") return "writtenOff";
  const state = billLifecycle.next(bill.state, "writeOff");
  const { businessId, currency } = bill;
  const owed = money(owedOf(bill), currency);
  if (owed.minor === 0n) throw new Conflict("billing:errors.nothingOwed");
  const subject = { kind: "bill", id: billId };
  // The system carries out what two people agreed on.
  if (actor.kind !== "system" && needsSecondPerson(owed)) {
    await requestApproval(tx, { action: "bill.write-off", subject, payload: { billId, reason }, reason, amount: owed }, context);
    return "waits";
  }
  const open = await tx
    .select()
    .from(advances)
    .where(and(eq(advances.billId, billId), eq(advances.state, "open")))
    .for("update");
  const advanced = open.reduce((sum, one) => sum + one.amount, 0n);
  const debit = accounts.writeOffs(currency);
  await tx.update(bills).set({ state, nextRetryAt: null }).where(eq(bills.id, billId));
  await tx
    .update(advances)
    .set({ state: "writtenOff", settledAt: now })
    .where(and(eq(advances.billId, billId), eq(advances.state, "open")));
  await postTransaction(
    tx,
    {
      key: writtenOffKey(billId),
      kind: "bill.written-off",
      source: subject,
      detail: { week: bill.week },
      postings: [
        { debit, credit: accounts.advances(currency), amount: money(advanced, currency) },
        { debit, credit: accounts.receivable(businessId, currency), amount: money(owed.minor - advanced, currency) },
      ].filter((one) => one.amount.minor > 0n),
    },
    { now },
  );
  await recordAudit(tx, { action: "bill.written-off", subject, reason, amount: owed }, context);
  return "writtenOff";
}
