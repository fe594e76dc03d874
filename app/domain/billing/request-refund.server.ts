import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { Conflict, Invalid, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { bills, invoices, prepayments, refunds } from "#db/schema/billing.ts";
import { issueCreditNote } from "./issue-credit-note.server.ts";
import { type RefundKind, refundKinds } from "./refund.ts";
import { type RefundSource, refundBill } from "./refund-bill.server.ts";
import { refundTarget, unusedCredit } from "./refund-target.server.ts";

export interface AskedRefund {
  refundId: string;
  about: { billId: string } | { prepaymentId: string };
  what: RefundKind;
  /** Net of tax, minor units of the bill's or prepayment's currency. */
  amount: bigint;
  to: "card" | "credit";
  reason: string;
}

/**
 * Platform finance gives money back without a dispute: part of the fee (with its tax and a credit note), a sum that the platform bears, or credit
 * that the business has not used. Above the limit a second person must agree first; then `refundApproved` does it. Twice is once.
 * @throws NotFound, Forbidden without "finance.act", Invalid for an amount above what is left, Conflict when it waits already
 */
export async function requestRefund(tx: Tx, asked: AskedRefund, context: Context): Promise<"requested" | "waits"> {
  const { actor } = context;
  permit(actor, "finance.act");
  const [known] = await tx.select({ id: refunds.id }).from(refunds).where(eq(refunds.id, asked.refundId));
  if (known) return "requested";
  const { subject, currency } = await checked(tx, asked, context);
  const amount = money(asked.amount, currency);
  if (needsSecondPerson(amount)) {
    const payload = { ...asked, amount: String(asked.amount), requestedBy: actor.userId };
    await requestApproval(tx, { action: "refund.bill", subject, payload, reason: asked.reason, amount }, context);
    return "waits";
  }
  await carryOut(tx, asked, actor.userId, context);
  await recordAudit(
    tx,
    { action: "refund.requested", subject, reason: asked.reason, amount, detail: { refundId: asked.refundId, what: asked.what } },
    context,
  );
  return "requested";
}

const approvedRefund = z.object({
  refundId: z.uuid(),
  about: z.union([z.object({ billId: z.uuid() }), z.object({ prepaymentId: z.uuid() })]),
  what: z.enum(refundKinds),
  amount: z.coerce.bigint(),
  to: z.enum(["card", "credit"]),
  reason: z.string(),
  requestedBy: z.uuid().nullable(),
});

/**
 * Carries out a refund that a second person approved, with what was kept when it was asked for. Twice is once.
 * @throws Forbidden for people, Invalid or Conflict when it is too much by now
 */
export async function refundApproved(tx: Tx, payload: unknown, context: Context): Promise<void> {
  permit(context.actor, "ledger.post");
  const { requestedBy, ...asked } = approvedRefund.parse(payload);
  const [known] = await tx.select({ id: refunds.id }).from(refunds).where(eq(refunds.id, asked.refundId));
  if (known) return;
  await checked(tx, asked, context);
  await carryOut(tx, asked, requestedBy, context);
}

async function checked(tx: Tx, { about, what, amount, to }: AskedRefund, { now }: Context) {
  const { subject, businessId, currency, left } = await subjectOf(tx, about);
  if (amount <= 0n) throw new Invalid("amount", "billing:refunds.errors.amount");
  if (what !== "credit" && !("billId" in about)) throw new Invalid("what", "billing:refunds.errors.what");
  if (what === "credit" && to !== "card") throw new Invalid("to", "billing:refunds.errors.creditToCard");
  const most = what === "credit" ? await unusedCredit(tx, businessId, currency) : left;
  if (amount > most)
    throw new Invalid("amount", "billing:refunds.errors.atMost", { most: `${toMajor(money(most, currency))} ${currency}` });
  if (to === "card") {
    const target = await refundTarget(tx, about, now);
    const hindrance = "hindrance" in target ? target.hindrance : target.left < amount ? "notEnough" : null;
    if (hindrance) throw new Invalid("to", `billing:refunds.hindrance.${hindrance}`);
  }
  return { subject, currency };
}

async function subjectOf(tx: Tx, about: AskedRefund["about"]) {
  if ("billId" in about) {
    const [bill] = await tx.select().from(bills).where(eq(bills.id, about.billId)).for("update");
    if (!bill) throw new NotFound();
    const { businessId, currency, total, refunded } = bill;
    return { subject: { kind: "bill", id: bill.id }, businessId, currency, left: total - refunded };
  }
  const [prepayment] = await tx.select().from(prepayments).where(eq(prepayments.id, about.prepaymentId)).for("update");
  if (!prepayment) throw new NotFound();
  const { businessId, currency, amount } = prepayment;
  return { subject: { kind: "prepayment", id: prepayment.id }, businessId, currency, left: amount };
}

async function carryOut(tx: Tx, asked: AskedRefund, requestedBy: string | null, context: Context): Promise<void> {
  if (asked.what === "credit") return reserveCredit(tx, asked, requestedBy, context);
  const { refundId, amount, to, reason } = asked;
  const { billId } = asked.about as { billId: string };
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId));
  const { currency } = bill!;
  const sources: RefundSource[] =
    asked.what === "goodwill"
      ? [{ part: "platform", debit: accounts.writeOffs(currency), amount }]
      : await feeSources(tx, { billId, currency, amount, reason }, context);
  await refundBill(tx, { refundId, billId, to, reason, requestedBy, sources }, context);
}

/** Part of the fee, and its tax, by a credit note. */
async function feeSources(
  tx: Tx,
  { billId, currency, amount, reason }: { billId: string; currency: string; amount: bigint; reason: string },
  context: Context,
): Promise<RefundSource[]> {
  const { feeTax } = await issueCreditNote(tx, { billId, work: 0n, fee: amount, reason }, context);
  return [{ part: "fee", debit: accounts.fees(currency), amount }, ...(await feeTaxSource(tx, billId, currency, feeTax))];
}

/** Where the tax on a bill's fee stands, to be given back with it. */
export async function feeTaxSource(tx: Tx, billId: string, currency: string, amount: bigint): Promise<RefundSource[]> {
  if (amount === 0n) return [];
  const [invoice] = await tx
    .select({ jurisdiction: invoices.taxJurisdiction })
    .from(invoices)
    .where(and(eq(invoices.billId, billId), eq(invoices.issuerKind, "platform"), eq(invoices.kind, "invoice")));
  if (!invoice?.jurisdiction) throw new Conflict("billing:refunds.errors.noTax");
  return [{ part: "tax", debit: accounts.vat(invoice.jurisdiction, currency), amount }];
}

/** Unused credit leaves when Stripe has been called; until then it is reserved. */
async function reserveCredit(tx: Tx, asked: AskedRefund, requestedBy: string | null, context: Context): Promise<void> {
  const { businessId, currency } = await subjectOf(tx, asked.about);
  const target = await refundTarget(tx, asked.about, context.now);
  if ("hindrance" in target) throw new Conflict(`billing:refunds.hindrance.${target.hindrance}`);
  const { refundId, amount, reason, about } = asked;
  await tx.insert(refunds).values({
    id: refundId,
    businessId,
    ...about,
    to: "card",
    stripeChargeId: target.stripeChargeId,
    amount,
    currency,
    creditPart: amount,
    reason,
    requestedBy,
    requestedAt: context.now,
  });
  await recordEvent(tx, "refund.requested", { refundId }, context);
}
