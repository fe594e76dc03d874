import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { bills } from "#db/schema/billing.ts";
import { creditToApply } from "./bill.ts";
import { unusedCredit } from "./refund-target.server.ts";
import { settleNothingOwed } from "./settle-bill-paid.server.ts";

/**
 * Pays a new bill out of the business's credit, as far as it goes: at the close, after the bill was booked and before it is charged or
 * invoiced. A bill that it covers wholly is paid. Twice is once. @returns what was applied, minor units; @throws NotFound, Forbidden for people
 */
export async function applyCredit(tx: Tx, billId: string, context: Context): Promise<bigint> {
  if (context.actor.kind !== "system") throw new Forbidden();
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId)).for("update");
  if (!bill) throw new NotFound();
  const { businessId, currency, total } = bill;
  if (bill.state !== "due" || bill.creditApplied > 0n) return bill.creditApplied;
  const credit = accounts.credit(businessId, currency);
  const applied = creditToApply(total, await unusedCredit(tx, businessId, currency), currency);
  if (applied === 0n) return 0n;
  await tx.update(bills).set({ creditApplied: applied }).where(eq(bills.id, billId));
  await postTransaction(
    tx,
    {
      key: `bill:${billId}:credit`,
      kind: "credit.applied",
      source: { kind: "bill", id: billId },
      postings: [{ debit: credit, credit: accounts.receivable(businessId, currency), amount: money(applied, currency) }],
    },
    context,
  );
  if (applied === total) await settleNothingOwed(tx, billId, context);
  return applied;
}
