import { paymentsOf } from "./bill-payments.ts";
import type { Trace } from "./trace.ts";

export interface TraceCheck {
  key: "segments" | "weeksOfPayout" | "weeksOfBill" | "totalOfBill" | "payments" | "refund";
  /** What it is about: a week's, bill's, payout's or refund's id. */
  id: string;
  currency: string;
  parts: bigint;
  whole: bigint;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

/** Every equality that must hold to the cent along the way; a trace that adds up says so, one that does not says where. */
export function traceChecks({ root, weeks, bonuses, bills, payouts }: Trace): TraceCheck[] {
  const checks: TraceCheck[] = weeks.map((week) => ({
    key: "segments",
    id: week.id,
    currency: week.currency,
    parts: week.segmentSum.pay,
    whole: week.pay,
  }));
  for (const { id, currency, state, amount, recovered, loose } of payouts) {
    if (root.kind !== "payouts" || root.id !== id || state === "failed") continue;
    const carried = [...weeks, ...bonuses].flatMap((one) => one.parts.filter((part) => part.payoutId === id));
    const parts = sum(carried.map((part) => part.amount)) + loose;
    checks.push({ key: "weeksOfPayout", id, currency, parts, whole: amount + recovered });
  }
  for (const bill of bills) {
    const { id, currency, sums } = bill;
    if (!sums) continue;
    if (root.kind === "bills" && root.id === id) {
      const parts = sum([...weeks.map((week) => week.pay), ...bonuses.map((bonus) => bonus.amount)]);
      checks.push({ key: "weeksOfBill", id, currency, parts, whole: sums.pay });
    }
    checks.push({ key: "totalOfBill", id, currency, parts: sums.pay + sums.fee + sums.tax, whole: sums.total });
    checks.push({ key: "payments", id, currency, parts: sum(paymentsOf(bill).map((one) => one.amount)), whole: sums.total });
    for (const { id: refundId, amount, agentPart, platformPart, feePart, taxPart } of bill.refunds)
      checks.push({
        key: "refund",
        id: refundId,
        currency,
        parts: agentPart + platformPart + feePart + taxPart,
        whole: amount,
      });
  }
  return checks;
}
