import type { Trace, TraceKind } from "./trace.ts";

/** A station of the money: where it stands in the picture, what it is, and what passes through it. */
export interface TraceNode {
  key: string;
  /** 0 from the left: segments, timesheet, bill, charge, where it splits to, payout, bank. */
  column: number;
  kind: "segments" | "timesheet" | "bill" | "charge" | "others" | "fee" | "tax" | "stripeFee" | "waiting" | "payout" | "bank";
  /** "2026-11-09" of a week, a payout's state, last four digits of a bank account. */
  label: string;
  amount: bigint;
  currency: string;
  link: { kind: TraceKind; id: string } | null;
  failed: boolean;
}

/** Money on its way from one station to the next, to the cent. */
export interface TraceEdge {
  from: string;
  to: string;
  amount: bigint;
  currency: string;
  failed: boolean;
}

/** So many weeks fit into one picture; a trace of more is told by its sums, and each week is a trace of its own. */
export const WEEKS_IN_PICTURE = 8;

/** The way of the traced money as stations and arrows; null when there is nothing to draw, or too much. */
export function traceGraph({ weeks, bills, payouts }: Trace): { nodes: TraceNode[]; edges: TraceEdge[] } | null {
  if (weeks.length === 0 || weeks.length > WEEKS_IN_PICTURE) return null;
  const nodes = new Map<string, TraceNode>();
  const edges = new Map<string, TraceEdge>();
  const node = (one: Omit<TraceNode, "failed"> & { failed?: boolean }) => {
    if (!nodes.has(one.key)) nodes.set(one.key, { failed: false, ...one });
    return one.key;
  };
  const edge = (from: string, to: string, amount: bigint, currency: string, failed = false) => {
    if (amount <= 0n) return;
    const known = edges.get(`${from} ${to}`);
    edges.set(`${from} ${to}`, { from, to, currency, failed, amount: (known?.amount ?? 0n) + amount });
  };
  for (const week of weeks) {
    const { id, currency, pay } = week;
    const base = { currency, label: week.week };
    const worked = node({ ...base, key: `segments:${id}`, column: 0, kind: "segments", amount: week.segmentSum.pay, link: null });
    const sheet = node({
      ...base,
      key: `week:${id}`,
      column: 1,
      kind: "timesheet",
      amount: pay,
      link: { kind: "timesheets", id },
    });
    edge(worked, sheet, week.segmentSum.pay, currency);
    let source = sheet;
    const bill = bills.find((one) => one.id === week.billId);
    if (bill) {
      const link = bill.sums ? ({ kind: "bills", id: bill.id } as const) : null;
      const amount = bill.sums?.total ?? pay;
      source = node({ key: `bill:${bill.id}`, column: 2, kind: "bill", label: bill.week, amount, currency, link });
      edge(sheet, source, pay, currency);
      if (bill.charge) {
        const { id: chargeId, amount: charged, stripeFee } = bill.charge;
        const charge = node({
          key: `charge:${chargeId}`,
          column: 3,
          kind: "charge",
          label: bill.week,
          amount: charged,
          currency,
          link,
        });
        if (!edges.has(`${source} ${charge}`)) {
          edge(source, charge, charged, currency);
          // A charge is the agents' pay, the fee and the tax, to the cent; what Stripe takes comes out of the fee.
          const traced = weeks.filter((one) => one.billId === bill.id).reduce((sum, one) => sum + one.pay, 0n);
          const others = bill.sums ? bill.sums.pay - traced : 0n;
          for (const [kind, part] of [
            ["others", others],
            ["fee", bill.sums?.fee],
            ["tax", bill.sums?.tax],
          ] as const)
            if (part && part > 0n) {
              const to = node({ key: `${kind}:${bill.id}`, column: 4, kind, label: "", amount: part, currency, link: null });
              edge(charge, to, part, currency);
            }
          if (stripeFee) {
            const key = `stripeFee:${bill.id}`;
            const to = node({ key, column: 5, kind: "stripeFee", label: "", amount: stripeFee, currency, link: null });
            edge(bill.sums?.fee ? `fee:${bill.id}` : charge, to, stripeFee, currency);
          }
        }
        source = charge;
      }
    }
    const carried = week.parts.filter((part) => part.state !== "failed").reduce((sum, part) => sum + part.amount, 0n);
    for (const part of week.parts) {
      const payout = payouts.find((one) => one.id === part.payoutId);
      if (!payout) continue;
      const failed = payout.state === "failed";
      const link = { kind: "payouts", id: payout.id } as const;
      const to = node({
        key: `payout:${payout.id}`,
        column: 5,
        kind: "payout",
        label: payout.state,
        amount: payout.amount,
        currency,
        link,
        failed,
      });
      edge(source, to, part.amount, currency, failed);
      if (failed || payout.localAmount === null) continue;
      const [amount, local] = [payout.localAmount, payout.localCurrency ?? currency];
      const bank = node({
        key: `bank:${payout.id}`,
        column: 6,
        kind: "bank",
        label: payout.bankLast4 ?? "",
        amount,
        currency: local,
        link,
      });
      if (!edges.has(`${to} ${bank}`)) edge(to, bank, amount, local);
    }
    if (
      pay > carried &&
      week.parts.length + (bill ? 1 : 0) > 0 &&
      !(week.parts.length === 0 && payouts.length === 0 && week.payout)
    ) {
      const rest = pay - carried;
      const key = `waiting:${id}`;
      const to = node({
        key,
        column: 5,
        kind: "waiting",
        label: week.release ? "available" : "pending",
        amount: rest,
        currency,
        link: null,
      });
      edge(source, to, rest, currency);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
