import { asc, eq, or } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { type Posting, postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { bills, type chargebacks, termsPayments } from "#db/schema/billing.ts";
import { billLifecycle, owedOf } from "./bill.ts";
import { unusedCredit } from "./refund-target.server.ts";

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/**
 * The bank has decided for the card's holder (decision 020). The payment did not happen: the bills that it paid are owed again, as far as nothing
 * was given back on them since, and a person of the business pays or finance writes them off. What was given back stands as credit that
 * the business got twice: it is taken from there as far as it is there. The platform bears the rest; agents bear nothing.
 */
export async function loseChargeback(tx: Tx, chargeback: typeof chargebacks.$inferSelect, context: Context): Promise<void> {
  const { now } = context;
  const { id, businessId, billId, stripeChargeId, currency } = chargeback;
  const postings: Posting[] = [];
  const lost = accounts.chargebacks(currency);
  let left = chargeback.amount;
  const paid = await tx
    .select({ bill: bills })
    .from(bills)
    .leftJoin(termsPayments, eq(termsPayments.termsInvoiceId, bills.termsInvoiceId))
    .where(or(billId ? eq(bills.id, billId) : undefined, eq(termsPayments.stripeChargeId, stripeChargeId)))
    .orderBy(asc(bills.id))
    .for("update", { of: bills });
  for (const { bill } of paid) {
    if (!billLifecycle.can(bill.state, "chargeBack")) continue;
    const claim = owedOf(bill);
    const revived = least(left, claim);
    if (revived === 0n) continue;
    left -= revived;
    await tx
      .update(bills)
      .set({
        state: billLifecycle.next(bill.state, "chargeBack"),
        // The card is not tried again by itself: its holder has just said no.
        nextRetryAt: null,
        // A chargeback of part of the charge leaves the other part paid.
        creditApplied: bill.creditApplied + claim - revived,
        overdueSince: now,
      })
      .where(eq(bills.id, bill.id));
    postings.push({ debit: accounts.receivable(businessId, currency), credit: lost, amount: money(revived, currency) });
  }
  if (left > 0n) {
    const credit = accounts.credit(businessId, currency);
    const taken = least(left, await unusedCredit(tx, businessId, currency));
    if (taken > 0n) postings.push({ debit: credit, credit: lost, amount: money(taken, currency) });
  }
  // Its contracts stay paused, now because it does not pay, and go on when it has.
  if (postings.some((one) => one.debit.kind === "business:receivable"))
    await recordEvent(tx, "business.unpaid", { businessId }, context);
  if (postings.length === 0) return;
  await postTransaction(
    tx,
    { key: `chargeback:${id}:lost`, kind: "chargeback.lost", source: { kind: "chargeback", id }, postings },
    { now },
  );
}
