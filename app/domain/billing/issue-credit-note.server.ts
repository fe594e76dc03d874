import { eq, inArray } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { nextDocumentNumber } from "#app/domain/ledger/next-document-number.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { divideHalfUp } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { bills, invoiceLines, invoices } from "#db/schema/billing.ts";
import { creditSeries } from "./bill.ts";
import { sharesOf } from "./shares.ts";

interface CreditNote {
  billId: string;
  /** Credit this week only; without it the amounts are spread over all lines by what is left of each. */
  timesheetId?: string;
  /** Net of tax, minor units of the bill's currency. */
  work: bigint;
  fee: bigint;
  reason: string;
}

type Invoice = typeof invoices.$inferSelect;
type Line = typeof invoiceLines.$inferSelect;
const sum = (values: bigint[]) => values.reduce((total, one) => total + one, 0n);

/**
 * Writes the credit notes for what is taken back of a bill: one for each invoice it touches, with the invoice's own tax, in the issuer's own
 * series of credit notes. Documents only: whoever asks posts the money in the same transaction, and has asked who may.
 * @returns the notes, and the tax that they take back
 * @throws NotFound, Conflict when more would be credited than is left of the lines
 */
export async function issueCreditNote(
  tx: Tx,
  { billId, timesheetId, work, fee, reason }: CreditNote,
  context: Context,
): Promise<{ invoiceIds: string[]; workTax: bigint; feeTax: bigint }> {
  // Two credits of one bill come one after the other, so that neither takes what the other took.
  const [bill] = await tx.select().from(bills).where(eq(bills.id, billId)).for("update");
  if (!bill) throw new NotFound();
  const documents = await tx.select().from(invoices).where(eq(invoices.billId, billId));
  const lines = await tx
    .select()
    .from(invoiceLines)
    .where(
      inArray(
        invoiceLines.invoiceId,
        documents.map((one) => one.id),
      ),
    );
  const left = remainders(lines, timesheetId);
  const parts = [...spread(left, ["work", "bonus"], work), ...spread(left, ["fee", "bonus_fee"], fee)];
  const touched = documents
    .filter((one) => one.kind === "invoice" && parts.some(({ line }) => line.invoiceId === one.id))
    // In order of series, so that two notes never wait for each other's number in a circle.
    .sort((a, b) => (a.series < b.series ? -1 : 1));
  const invoiceIds: string[] = [];
  const taxes = { agent: 0n, platform: 0n };
  for (const invoice of touched) {
    const mine = parts.filter(({ line }) => line.invoiceId === invoice.id);
    const before = documents.filter((one) => one.corrects === invoice.id);
    const note = await write(tx, invoice, before, mine, reason, context);
    taxes[invoice.issuerKind] += note.tax;
    invoiceIds.push(note.id);
    await recordEvent(tx, "credit-note.issued", { invoiceId: note.id, billId }, context);
  }
  return { invoiceIds, workTax: taxes.agent, feeTax: taxes.platform };
}

interface Part {
  line: Line;
  amount: bigint;
}

/** What is left of each invoiced line after the credit notes before. */
function remainders(lines: Line[], timesheetId: string | undefined): Part[] {
  const credited = (line: Line) =>
    sum(
      lines
        .filter(
          (one) =>
            one.kind === (line.kind === "work" || line.kind === "bonus" ? "work_credit" : "fee_credit") &&
            one.timesheetId === line.timesheetId &&
            one.bonusId === line.bonusId,
        )
        .map((one) => one.amount),
    );
  return lines
    .filter((line) => !line.kind.endsWith("_credit") && (!timesheetId || line.timesheetId === timesheetId))
    .map((line) => ({ line, amount: line.amount - credited(line) }));
}

function spread(left: Part[], kinds: Line["kind"][], amount: bigint): Part[] {
  const open = left.filter(({ line }) => kinds.includes(line.kind));
  if (amount < 0n || amount > sum(open.map((one) => one.amount))) throw new Conflict("billing:errors.creditTooMuch");
  const shares = sharesOf(
    amount,
    open.map((one) => one.amount),
  );
  return open.map(({ line }, index) => ({ line, amount: shares[index]! })).filter((one) => one.amount > 0n);
}

async function write(tx: Tx, invoice: Invoice, before: Invoice[], parts: Part[], reason: string, { now }: Context) {
  const net = sum(parts.map((one) => one.amount));
  // The tax of all notes together is the invoice's tax on all that they credit, so that crediting everything takes back every cent of it.
  const creditedNet = sum(before.map((one) => one.net));
  const owedTax = invoice.net === 0n ? 0n : divideHalfUp(invoice.tax * (creditedNet + net), invoice.net);
  const tax = owedTax - sum(before.map((one) => one.tax));
  const series = creditSeries(invoice.series);
  const year = now.getUTCFullYear();
  const id = newId();
  const { billId, issuerKind, issuerId, currency, taxReason, taxJurisdiction, taxRateBps, issuer, recipient } = invoice;
  await tx.insert(invoices).values({
    id,
    billId,
    issuerKind,
    issuerId,
    series,
    year,
    number: await nextDocumentNumber(tx, series, year),
    currency,
    net,
    tax,
    taxReason,
    taxJurisdiction,
    taxRateBps,
    total: net + tax,
    kind: "credit_note",
    corrects: invoice.id,
    issuer,
    recipient,
    note: reason,
    issuedAt: now,
  });
  const shares = sharesOf(
    tax,
    parts.map((one) => one.amount),
  );
  await tx.insert(invoiceLines).values(
    parts.map(({ line, amount }, index) => ({
      id: newId(),
      invoiceId: id,
      timesheetId: line.timesheetId,
      bonusId: line.bonusId,
      contractId: line.contractId,
      kind: line.kind === "work" || line.kind === "bonus" ? ("work_credit" as const) : ("fee_credit" as const),
      minutes: 0,
      rate: line.rate,
      amount,
      tax: shares[index]!,
      currency,
    })),
  );
  return { id, tax };
}
