import type { TracedBill } from "./trace.ts";

/** One of the things that a bill's total comes from. */
export interface BillPayment {
  kind: "credit" | "charge" | "termsInvoice" | "lowered" | "owed" | "givenUp";
  /** The charge's or invoice's own id; the bill's for the others. */
  id: string;
  amount: bigint;
  /** False for what is still asked for. */
  arrived: boolean;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

/**
 * What the total of a bill was, or is to be, paid with, in order: credit at the close, charges (less what a bank took back and what was
 * too much), its invoice on terms, what lowered it before it was paid, what is given up, what is still owed. Read from each one's own
 * record: that they add up to the total is a check, not how they are found. Nothing for an agent.
 */
export function paymentsOf({ id, state, sums, ...bill }: TracedBill): BillPayment[] {
  if (!sums) return [];
  const { credit, owed, givenUp, invoice } = bill;
  const revived = (chargeId: string) =>
    sum(bill.chargebacks.filter((one) => one.chargeId === chargeId).map((one) => one.revived));
  const charged = bill.charges.map((one) => ({ id: one.id, amount: one.amount - one.surplus - revived(one.id) }));
  const lowered = sum(bill.refunds.map((one) => one.lowered));
  const payments: BillPayment[] = [
    { kind: "credit", id, amount: credit, arrived: true },
    ...charged.map((one) => ({ ...one, kind: "charge" as const, arrived: true })),
    { kind: "lowered", id, amount: lowered, arrived: true },
    { kind: "givenUp", id, amount: givenUp, arrived: true },
  ];
  if (invoice) {
    // What was taken back before it was drawn up it never asked for; what became owed again after it was paid is paid by something else.
    const since = sum(bill.refunds.filter((one) => one.at > invoice.issuedAt).map((one) => one.lowered));
    const elsewhere = sum(charged.map((one) => one.amount)) + givenUp + (state === "invoiced" ? 0n : owed);
    const amount = invoice.amount - since - elsewhere;
    payments.push({ kind: "termsInvoice", id: invoice.id, amount, arrived: state === "paid" || state === "failed" });
  }
  if (!invoice || state !== "invoiced") payments.push({ kind: "owed", id, amount: owed, arrived: false });
  // A charge that a bank took back whole paid nothing, and is told all the same.
  return payments.filter((one) => one.amount !== 0n || one.kind === "charge");
}
