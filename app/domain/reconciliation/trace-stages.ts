import type { PayoutState } from "#app/domain/payouts/payout.ts";
import type { Trace, TracedWeek } from "./trace.ts";

export interface Stage {
  key: "segments" | "timesheets" | "bills" | "charges" | "transfers" | "payouts" | "bank";
  count: number;
  /** How much of the traced money has come this far, minor units; local currency where one payout converted it. */
  amount: bigint;
  currency: string;
  /** All of it, some of it, none of it yet. */
  state: "done" | "now" | "ahead";
  /** The rail's rate, at the station where the currency changes. */
  rate: string | null;
}

const transferred: PayoutState[] = ["transferred", "sent", "paid"];
const sent: PayoutState[] = ["sent", "paid"];

/** How far the traced money has come: one station after the other, each with what has reached it. */
export function traceStages(trace: Trace): Stage[] {
  const { root, weeks, bills, payouts } = trace;
  const currency = weeks[0]?.currency ?? payouts[0]?.currency;
  if (!currency) return [];
  const whole = weeks.reduce((sum, week) => sum + week.pay, 0n);
  const stage = (key: Stage["key"], count: number, amount: bigint): Stage => ({
    key,
    count,
    amount,
    currency,
    state: amount === 0n ? "ahead" : amount === whole ? "done" : "now",
    rate: null,
  });
  const paid = new Set(bills.filter((bill) => bill.state === "paid").map((bill) => bill.id));
  const reached = (states: PayoutState[]) => weeks.filter((week) => week.payout && states.includes(week.payout.state));
  const sumOf = (some: TracedWeek[]) => some.reduce((sum, week) => sum + week.pay, 0n);
  const payoutsOf = (some: TracedWeek[]) => new Set(some.map((week) => week.payoutId ?? week.id)).size;
  const billed = weeks.filter((week) => week.billId);
  const charged = billed.filter((week) => paid.has(week.billId!));
  const stages = [
    stage(
      "segments",
      weeks.reduce((sum, week) => sum + week.segmentSum.count, 0),
      weeks.reduce((sum, week) => sum + week.segmentSum.pay, 0n),
    ),
    stage("timesheets", weeks.length, whole),
    stage("bills", new Set(billed.map((week) => week.billId)).size, sumOf(billed)),
    stage("charges", new Set(charged.map((week) => week.billId)).size, sumOf(charged)),
    stage("transfers", payoutsOf(reached(transferred)), sumOf(reached(transferred))),
    stage("payouts", payoutsOf(reached(sent)), sumOf(reached(sent))),
    stage("bank", payoutsOf(reached(["paid"])), sumOf(reached(["paid"]))),
  ];
  const [only] = payouts;
  if (root.kind !== "payouts" || !only?.localCurrency || only.localAmount === null || only.localCurrency === currency)
    return stages;
  return stages.map((one) =>
    (one.key === "payouts" || one.key === "bank") && one.state === "done"
      ? {
          ...one,
          amount: only.localAmount!,
          currency: only.localCurrency!,
          rate: one.key === "payouts" ? only.exchangeRate : null,
        }
      : one,
  );
}
