import type { BillState } from "#app/domain/billing/bill.ts";
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
  fee: bigint;
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
  stripeFee: bigint | null;
  settledAt: Date | null;
  fundsAvailableOn: Date | null;
  stripePaymentIntentId: string | null;
  stripeChargeId: string | null;
  stripeBalanceTransactionId: string | null;
}

export interface TracedBill {
  id: string;
  week: string;
  businessName: string;
  currency: string;
  state: BillState;
  closedAt: Date;
  paidAt: Date | null;
  /** Null for an agent, who sees only their own part of it. */
  sums: { pay: bigint; fee: bigint; tax: bigint; total: bigint } | null;
  charge: TracedCharge | null;
}

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
  bills: TracedBill[];
  payouts: TracedPayout[];
  /** The ledger's transactions about all of it; finance only. */
  postings: TracedPosting[];
}

export interface TraceCheck {
  key: "segments" | "weeksOfPayout" | "weeksOfBill" | "totalOfBill" | "charge";
  /** What it is about: a week's, bill's or payout's id. */
  id: string;
  currency: string;
  parts: bigint;
  whole: bigint;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

/** Every equality that must hold to the cent along the way; a trace that adds up says so, one that does not says where. */
export function traceChecks({ root, weeks, bills, payouts }: Trace): TraceCheck[] {
  const checks: TraceCheck[] = weeks.map((week) => ({
    key: "segments",
    id: week.id,
    currency: week.currency,
    parts: week.segmentSum.pay,
    whole: week.pay,
  }));
  for (const payout of payouts) {
    if (root.kind !== "payouts" || root.id !== payout.id || payout.state === "failed") continue;
    const parts = sum(
      weeks.flatMap((week) => week.parts.filter((part) => part.payoutId === payout.id).map((part) => part.amount)),
    );
    checks.push({ key: "weeksOfPayout", id: payout.id, currency: payout.currency, parts, whole: payout.amount });
  }
  for (const { id, currency, sums, charge } of bills) {
    if (!sums) continue;
    if (root.kind === "bills" && root.id === id)
      checks.push({ key: "weeksOfBill", id, currency, parts: sum(weeks.map((week) => week.pay)), whole: sums.pay });
    checks.push({ key: "totalOfBill", id, currency, parts: sums.pay + sums.fee + sums.tax, whole: sums.total });
    if (charge) checks.push({ key: "charge", id, currency, parts: charge.amount, whole: sums.total });
  }
  return checks;
}
