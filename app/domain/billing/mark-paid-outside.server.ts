import { eq } from "drizzle-orm";
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
import { termsInvoices } from "#db/schema/billing.ts";
import { markInvoicePaid, missingOf, payBills } from "./settle-terms-invoice.server.ts";

export const paidOutsideInput = z.object({
  reference: z.string("errors:required").trim().min(3, "errors:required").max(100, "errors:tooLong"),
  reason: reasonInput,
});
export const approvedPaidOutside = z.object({ termsInvoiceId: z.uuid(), reference: z.string(), reason: z.string() });

/** Invoices of which money may have come by bank transfer: still asked for, or said by Stripe to be paid elsewhere. */
const waiting = ["open", "outside", "uncollectible"];

export const mayBePaidOutside = (invoice: { state: string } | null) => invoice !== null && waiting.includes(invoice.state);

/**
 * Platform finance has found the transfer that paid an invoice on terms, on the platform's own bank account: the rest of the invoice is paid by
 * it, its bills are paid, and Stripe is told to ask no more. Above the set amount a second person agrees first. Twice is once.
 * @throws NotFound, Forbidden without "finance.act", Conflict when the invoice is not open or nothing is owed of it
 */
export async function markPaidOutside(
  tx: Tx,
  { termsInvoiceId, reference, reason }: { termsInvoiceId: string; reference: string; reason: string },
  context: Context,
): Promise<"paid" | "waits"> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const [invoice] = await tx.select().from(termsInvoices).where(eq(termsInvoices.id, termsInvoiceId)).for("update");
  if (!invoice) throw new NotFound();
  if (invoice.state === "paid" && invoice.bankReference === reference) return "paid";
  if (!mayBePaidOutside(invoice)) throw new Conflict("billing:errors.invoiceNotOpen");
  const { businessId, currency } = invoice;
  const amount = money(await missingOf(tx, termsInvoiceId), currency);
  if (amount.minor === 0n) throw new Conflict("billing:errors.nothingOwed");
  const subject = { kind: "terms-invoice", id: termsInvoiceId };
  // The system carries out what two people agreed on.
  if (actor.kind !== "system" && needsSecondPerson(amount)) {
    const payload = { termsInvoiceId, reference, reason };
    await requestApproval(tx, { action: "terms-invoice.paid-outside", subject, payload, reason, amount }, context);
    return "waits";
  }
  const credit = accounts.credit(businessId, currency);
  await postTransaction(
    tx,
    {
      key: `terms-invoice:${termsInvoiceId}:outside`,
      kind: "terms-invoice.paid-outside",
      source: subject,
      detail: { reference },
      postings: [{ debit: accounts.bank(currency), credit, amount }],
    },
    { now },
  );
  await payBills(tx, invoice, { from: credit }, context);
  await markInvoicePaid(tx, termsInvoiceId, { bankReference: reference }, context);
  await recordAudit(tx, { action: "terms-invoice.paid-outside", subject, reason, amount, detail: { reference } }, context);
  return "paid";
}
