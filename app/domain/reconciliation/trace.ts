import type { BillState } from "#app/domain/billing/bill.ts";
import type { ChargebackState } from "#app/domain/billing/chargeback.ts";
import type { RefundState } from "#app/domain/billing/refund.ts";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import type { TimesheetState } from "#app/domain/timesheets/timesheet.ts";
import { NotFound } from "#app/kernel/errors.ts";

/** What a trace can start from; the words of its address. */
export const traceKinds = ["payouts", "bills", "timesheets", "segments"] as const;
export type TraceKind = (typeof traceKinds)[number];

/** The kind in an address. @throws NotFound for others */
export function traceKind(word: string | undefined): TraceKind {
  const kind = traceKinds.find((one) => one === word);
  if (!kind) throw new NotFound();
  return kind;
}

/** Who looks: platform finance sees all, a business its own side, an agent theirs. */
export type Audience = "finance" | "business" | "agent";

export interface TracedSegment {
  id: string;
  startedAt: Date;
  minutes: number;
  kind: "tracked" | "on-call" | "in-queue" | "manual";
  memo: string;
  /** This segment's share of the week's pay, minor units. */
  pay: bigint;
}

export interface TracedWeek {
  id: string;
  week: string;
  title: string;
  agentId: string;
  agentName: string;
  businessName: string;
  state: TimesheetState;
  minutes: number;
  hourlyRate: bigint;
  currency: string;
  pay: bigint;
  /** The agent's own tax on the pay, which the bill asks for and the agent gets; zero until it is billed. */
  tax: bigint;
  fee: bigint;
  /** Of the pay and its tax, what open disputes hold. */
  held: bigint;
  /** Null where the trace covers so many weeks that only their sums are read. */
  segments: TracedSegment[] | null;
  segmentSum: { count: number; minutes: number; pay: bigint };
  billId: string | null;
  invoice: string | null;
  release: { at: Date; amount: bigint } | null;
  /** Null for a business: which other weeks an agent was paid with is none of its matter. */
  payoutId: string | null;
  /** How far the agent's money is, for everybody. */
  payout: { state: PayoutState; at: Date } | null;
  /** Every payout that took some of it along, also those that failed; none for a business. */
  parts: { payoutId: string; state: PayoutState; amount: bigint }[];
}

export interface TracedCharge {
  id: string;
  amount: bigint;
  /** Of that, what the bill did not need any more: it is the business's credit. */
  surplus: bigint;
  stripeFee: bigint | null;
  settledAt: Date | null;
  fundsAvailableOn: Date | null;
  stripePaymentIntentId: string | null;
  stripeChargeId: string | null;
  stripeBalanceTransactionId: string | null;
}

/** The invoice on terms that asks for a bill, perhaps together with others. */
export interface TracedTermsInvoice {
  id: string;
  /** Of our fee invoice, which the business sees; null where there is none. */
  number: string | null;
  state: "reserved" | "open" | "outside" | "paid" | "void" | "uncollectible";
  period: string;
  /** What it asked for this bill when it was drawn up. */
  amount: bigint;
  /** How many bills it is over. */
  bills: number;
  issuedAt: Date;
  dueAt: Date;
  paidAt: Date | null;
  stripeFee: bigint | null;
  stripeInvoiceId: string | null;
  bankReference: string | null;
}

/** Pay that the platform made available before the business paid. */
export interface TracedAdvance {
  timesheetId: string;
  amount: bigint;
  state: "open" | "recovered" | "writtenOff";
  advancedAt: Date;
  settledAt: Date | null;
}

/** Money of a bill given back to its business. */
export interface TracedRefund {
  id: string;
  state: RefundState;
  to: "card" | "credit";
  amount: bigint;
  agentPart: bigint;
  platformPart: bigint;
  feePart: bigint;
  taxPart: bigint;
  /** Of the agent's part, what had not been paid out; the rest the agent repays from later pay. */
  fromHeld: bigint;
  /** Of the amount, what became credit (and from there went to a card), and what lowered an unpaid bill. */
  asCredit: bigint;
  lowered: bigint;
  timesheetId: string | null;
  disputeId: string | null;
  stripeRefundId: string | null;
  at: Date;
}

export interface TracedChargeback {
  id: string;
  state: ChargebackState;
  amount: bigint;
  /** Of a lost one, what the business owes again. */
  revived: bigint;
  /** Null for one of a payment of an invoice on terms. */
  chargeId: string | null;
  openedAt: Date;
}

export interface TracedBonus {
  id: string;
  agentId: string;
  agentName: string;
  amount: bigint;
  tax: bigint;
  note: string;
}

export interface TracedBill {
  id: string;
  week: string;
  businessName: string;
  currency: string;
  state: BillState;
  closedAt: Date;
  paidAt: Date | null;
  /** Null for an agent, who sees only their own part of it. `agentTax` of the tax is the agents' own. */
  sums: { pay: bigint; fee: bigint; tax: bigint; agentTax: bigint; total: bigint } | null;
  /** Applied at the close. */
  credit: bigint;
  /** Still to be paid; zero of a bill that is paid or given up. */
  owed: bigint;
  /** What the platform gave up of it. */
  givenUp: bigint;
  charges: TracedCharge[];
  invoice: TracedTermsInvoice | null;
  advances: TracedAdvance[];
  refunds: TracedRefund[];
  chargebacks: TracedChargeback[];
}

/** A bonus that belongs to the trace: of the bill that it is about, or in the payout that it is about. */
export type TracedBonusOfBill = TracedBonus & {
  billId: string;
  week: string;
  currency: string;
  parts: { payoutId: string; state: PayoutState; amount: bigint }[];
  /** Whether it is available; it waits until its bill is paid. */
  released: boolean;
};

export interface TracedPayout {
  id: string;
  agentId: string;
  agentName: string;
  state: PayoutState;
  amount: bigint;
  currency: string;
  localAmount: bigint | null;
  localCurrency: string | null;
  exchangeRate: string | null;
  /** Kept of it for what the agent owed; `amount` is what is sent. */
  recovered: bigint;
  /** What it carries that belongs to no week and no bonus. */
  loose: bigint;
  stripeTransferId: string | null;
  stripeTransferBalanceTransactionId: string | null;
  stripePayoutId: string | null;
  bankLast4: string | null;
  failure: { code: string; message: string } | null;
  reservedAt: Date;
  transferredAt: Date | null;
  sentAt: Date | null;
  arrivesAt: Date | null;
  paidAt: Date | null;
  failedAt: Date | null;
}

export interface TracedPosting {
  id: string;
  key: string;
  kind: string;
  occurredAt: Date;
}

export interface Trace {
  root: { kind: TraceKind; id: string };
  audience: Audience;
  /** The segment that the trace was asked for, frozen or not. */
  segment: (Omit<TracedSegment, "pay"> & { deleted: boolean; overLimit: boolean }) | null;
  weeks: TracedWeek[];
  bonuses: TracedBonusOfBill[];
  bills: TracedBill[];
  payouts: TracedPayout[];
  /** The ledger's transactions about all of it; finance only. */
  postings: TracedPosting[];
}
