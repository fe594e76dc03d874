import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, chargebacks, charges, prepayments, termsInvoices, termsPayments } from "#db/schema/billing.ts";
import { chargebackLifecycle, chargebackMoves } from "./chargeback.ts";
import { loseChargeback } from "./lose-chargeback.server.ts";

export type Chargeback = typeof chargebacks.$inferSelect;

/** Whose charge it was: of a bill, of an invoice on terms, of money paid ahead; null for one that is not ours. */
async function payerOf(db: Queryable, stripeChargeId: string): Promise<{ businessId: string; billId: string | null } | null> {
  const [bill] = await db
    .select({ businessId: bills.businessId, billId: bills.id })
    .from(charges)
    .innerJoin(bills, eq(bills.id, charges.billId))
    .where(eq(charges.stripeChargeId, stripeChargeId));
  if (bill) return bill;
  const [invoice] = await db
    .select({ businessId: termsInvoices.businessId })
    .from(termsPayments)
    .innerJoin(termsInvoices, eq(termsInvoices.id, termsPayments.termsInvoiceId))
    .where(eq(termsPayments.stripeChargeId, stripeChargeId));
  if (invoice) return { ...invoice, billId: null };
  const [prepayment] = await db
    .select({ businessId: prepayments.businessId })
    .from(prepayments)
    .where(eq(prepayments.stripeChargeId, stripeChargeId));
  return prepayment ? { ...prepayment, billId: null } : null;
}

/**
 * Books what Stripe says about a dispute of a card's holder: each of its movements once, its state, and what its end means. From every event
 * of it alike, in any order and however often. A charge that is not ours is left to reconciliation.
 * @param said read anew from Stripe; @throws Forbidden for people
 */
export async function recordChargeback(
  tx: Tx,
  { said }: { said: Stripe.Dispute },
  context: Context,
): Promise<{ id: string } | null> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const stripeChargeId = typeof said.charge === "string" ? said.charge : said.charge.id;
  const payer = await payerOf(tx, stripeChargeId);
  if (!payer) return null;
  const currency = said.currency.toUpperCase();
  const due = said.evidence_details.due_by;
  const [opened] = await tx
    .insert(chargebacks)
    .values({
      id: newId(),
      ...payer,
      stripeChargeId,
      stripeDisputeId: said.id,
      reason: said.reason,
      amount: BigInt(said.amount),
      currency,
      evidenceDueAt: due ? new Date(due * 1000) : null,
      openedAt: new Date(said.created * 1000),
    })
    .onConflictDoNothing()
    .returning({ id: chargebacks.id });
  const [chargeback] = await tx.select().from(chargebacks).where(eq(chargebacks.stripeDisputeId, said.id)).for("update");
  const { id } = chargeback!;
  let fee = 0n;
  for (const movement of said.balance_transactions) {
    fee += BigInt(movement.fee);
    await bookMovement(tx, chargeback!, movement, now);
  }
  if (fee !== chargeback!.fee) await tx.update(chargebacks).set({ fee }).where(eq(chargebacks.id, id));
  if (opened) await recordEvent(tx, "chargeback.opened", { chargebackId: id }, context);
  const move = chargebackMoves[said.status];
  if (!move || !chargebackLifecycle.can(chargeback!.state, move)) return { id };
  const state = chargebackLifecycle.next(chargeback!.state, move);
  await tx
    .update(chargebacks)
    .set({ state, ...(move === "submit" ? {} : { closedAt: now }) })
    .where(eq(chargebacks.id, id));
  if (move === "lose") await loseChargeback(tx, chargeback!, context);
  if (move !== "submit") await recordEvent(tx, "chargeback.closed", { chargebackId: id, won: move === "win" }, context);
  return { id };
}

/** Taken: the platform is debited, and pays a fee. Given back: the opposite. */
async function bookMovement(tx: Tx, chargeback: Chargeback, movement: Stripe.BalanceTransaction, now: Date): Promise<void> {
  const { currency } = chargeback;
  const balance = accounts.stripeBalance(currency);
  const flow = (account: ReturnType<typeof accounts.chargebacks>, out: bigint) => ({
    debit: out > 0n ? account : balance,
    credit: out > 0n ? balance : account,
    amount: magnitude(out, currency),
  });
  const postings = [
    flow(accounts.chargebacks(currency), -BigInt(movement.amount)),
    flow(accounts.stripeFees(currency), BigInt(movement.fee)),
  ].filter((one) => one.amount.minor > 0n);
  if (postings.length === 0) return;
  await postTransaction(
    tx,
    {
      key: `chargeback:${movement.id}`,
      kind: movement.amount < 0 ? "chargeback.taken" : "chargeback.returned",
      source: { kind: "chargeback", id: chargeback.id },
      stripeId: chargeback.stripeDisputeId,
      postings,
    },
    { now },
  );
}

function magnitude(value: bigint, currency: string): Money {
  return money(value < 0n ? -value : value, currency);
}
