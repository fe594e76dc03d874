import { weekOf } from "#app/kernel/time.ts";
import { paymentsOf } from "./bill-payments.ts";
import type { Trace, TracedBill, TracedBonusOfBill, TracedPayout, TracedWeek } from "./trace.ts";
import { collapsed, needsCollapse } from "./trace-collapse.ts";
import type { StationKind, TraceEdge, TraceGraph, TraceNode } from "./trace-station.ts";

type NewNode = Pick<TraceNode, "key" | "kind" | "week" | "amount" | "currency"> & Partial<TraceNode>;

/** Stations and arrows as they are found; a station that stands already is the same one, and money between the same two adds up. */
class Drawing {
  readonly nodes = new Map<string, TraceNode>();
  readonly edges = new Map<string, TraceEdge>();
  node(one: NewNode): string {
    if (!this.nodes.has(one.key))
      this.nodes.set(one.key, { state: null, name: null, count: 1, link: null, failed: false, ...one });
    return one.key;
  }
  edge(from: string, to: string, amount: bigint, currency: string, { failed = false, ahead = false } = {}): void {
    if (amount <= 0n) return;
    const key = `${from} ${to}`;
    const known = this.edges.get(key);
    this.edges.set(key, { from, to, currency, failed, ahead, amount: (known?.amount ?? 0n) + amount });
  }
}

interface Source {
  key: string;
  left: bigint;
  ahead: boolean;
}
interface Use {
  amount: bigint;
  /** Of the amount, what the platform advanced, and the station of that. */
  advance?: { key: string; amount: bigint };
  /** Draws the money's arrival from a station. */
  take(from: string, amount: bigint, ahead: boolean): void;
}

/**
 * The way of the traced money as stations and arrows; of more than eight weeks, one station for those of a week, and one for those before
 * the latest. Several payments of one bill are one sum in the books; they are drawn as if used in the order in which they came: for the
 * agents' pay first, then the tax, then the fee. Null when there is nothing to draw.
 */
export function traceGraph(trace: Trace): TraceGraph | null {
  const { weeks, bonuses } = trace;
  if (weeks.length + bonuses.length === 0) return null;
  const drawing = new Drawing();
  const toPayout = payoutsOf(trace.payouts, drawing);
  const standing = new Set<string>();
  for (const bill of trace.bills) {
    const mine = weeks.filter((week) => week.billId === bill.id);
    const given = bonuses.filter((bonus) => bonus.billId === bill.id);
    for (const week of mine) standing.add(week.id);
    drawBill(trace, bill, { weeks: mine, bonuses: given }, drawing, toPayout);
  }
  for (const week of weeks.filter((one) => !standing.has(one.id))) {
    const sheet = drawWork(week, drawing);
    for (const use of usesOfPay(trace, week, [], drawing, toPayout)) use.take(sheet, use.amount, false);
    drawFailed(week, sheet, toPayout);
  }
  const graph = { nodes: [...drawing.nodes.values()], edges: [...drawing.edges.values()] };
  return needsCollapse(graph) ? collapsed(graph) : graph;
}

function drawWork(week: TracedWeek, drawing: Drawing): string {
  const base = { week: week.week, currency: week.currency };
  const worked = drawing.node({ ...base, key: `segments:${week.id}`, kind: "segments", amount: week.segmentSum.pay });
  const link = { kind: "timesheets", id: week.id } as const;
  const sheet = drawing.node({ ...base, key: `week:${week.id}`, kind: "timesheet", amount: week.pay, link });
  drawing.edge(worked, sheet, week.segmentSum.pay, week.currency);
  return sheet;
}

type Traced = { weeks: TracedWeek[]; bonuses: TracedBonusOfBill[] };
type ToPayout = (from: string, part: { payoutId: string; amount: bigint }, ahead: boolean) => void;

function drawBill(trace: Trace, bill: TracedBill, { weeks, bonuses }: Traced, drawing: Drawing, toPayout: ToPayout): void {
  const { id, week, currency, sums } = bill;
  const base = { week, currency };
  const link = sums ? ({ kind: "bills", id } as const) : null;
  const traced = sum([...weeks.map((one) => one.pay), ...bonuses.map((one) => one.amount)]);
  const station = drawing.node({ ...base, key: `bill:${id}`, kind: "bill", amount: sums?.total ?? traced, link });
  for (const one of weeks) drawing.edge(drawWork(one, drawing), station, one.pay, currency);
  for (const { id: bonusId, amount } of bonuses)
    drawing.edge(drawing.node({ ...base, key: `bonus:${bonusId}`, kind: "bonus", amount }), station, amount, currency);
  const paid = [
    ...weeks.flatMap((one) => usesOfPay(trace, one, bill.advances, drawing, toPayout)),
    ...bonuses.flatMap((one) => usesOfBonus(one, drawing, toPayout)),
  ];
  if (!sums) {
    for (const use of paid) use.take(station, use.amount, false);
    for (const one of [...weeks, ...bonuses]) drawFailed(one, station, toPayout);
    return;
  }
  const own = (kind: StationKind, amount: bigint) => drawing.node({ ...base, key: `${kind}:${id}`, kind, amount });
  const into = (kind: StationKind, amount: bigint): Use => ({
    amount,
    take: (from, part, ahead) => drawing.edge(from, own(kind, amount), part, currency, { ahead }),
  });
  const refunds = bill.refunds.map((one) => {
    const { id: refundId, amount, state, to } = one;
    const key = `refund:${refundId}`;
    drawing.node({ ...base, key, kind: "refund", amount, state: state === "succeeded" ? to : state, failed: state === "failed" });
    drawing.edge(station, key, one.lowered, currency);
    const take: Use["take"] = (from, part, ahead) => drawing.edge(from, key, part, currency, { ahead });
    // What neither the agent's unpaid pay nor the fee gives comes from the platform, or from the agent's later pay.
    const repaid = one.agentPart - one.fromHeld;
    return { ...one, key, repaid, use: { amount: amount - one.lowered, take } satisfies Use };
  });
  const back = (part: (one: (typeof refunds)[number]) => bigint) => sum(refunds.map(part));
  const shares = sum([...weeks.map((one) => one.pay + one.tax), ...bonuses.map((one) => one.amount + one.tax)]);
  const elsewhere = back((one) => (weeks.some((each) => each.id === one.timesheetId) ? 0n : one.fromHeld));
  const uses: Use[] = [
    ...refunds.filter((one) => one.platformPart + one.repaid > 0n).map((one) => one.use),
    ...paid,
    into("others", sums.pay + sums.agentTax - shares - elsewhere),
    into("tax", sums.tax - sums.agentTax - back((one) => one.taxPart)),
    into("fee", sums.fee - back((one) => one.feePart)),
    ...refunds.filter((one) => one.platformPart + one.repaid === 0n).map((one) => one.use),
  ];
  const borne = back((one) => one.platformPart);
  const repaid = back((one) => one.repaid);
  const sources: Source[] = [
    ...(borne > 0n ? [{ key: own("borne", borne), left: borne, ahead: false }] : []),
    ...(repaid > 0n ? [{ key: own("repaid", repaid), left: repaid, ahead: false }] : []),
    ...drawPayments(bill, station, drawing),
  ];
  for (const one of [...weeks, ...bonuses]) drawFailed(one, sources[0]?.key ?? station, toPayout);
  pour(sources, uses, currency, drawing);
  const stripeFee =
    sum(bill.charges.map((one) => one.stripeFee ?? 0n)) + (bill.invoice?.bills === 1 ? (bill.invoice.stripeFee ?? 0n) : 0n);
  // What Stripe takes comes out of the fee.
  if (stripeFee > 0n && drawing.nodes.has(`fee:${id}`))
    drawing.edge(`fee:${id}`, own("stripeFee", stripeFee), stripeFee, currency);
}

/** The payments of a bill as stations between it and what they were used for. */
function drawPayments(bill: TracedBill, station: string, drawing: Drawing): Source[] {
  const { id, week, currency, invoice } = bill;
  const base = { week, currency };
  return paymentsOf(bill).flatMap(({ kind, id: paymentId, amount, arrived }): Source[] => {
    // What lowered it went straight back to the business.
    if (kind === "lowered" || amount < 0n) return [];
    const charge = bill.charges.find((one) => kind === "charge" && one.id === paymentId);
    const whole = charge?.amount ?? amount;
    const key = drawing.node({
      ...base,
      key: `${kind}:${paymentId}${kind === "termsInvoice" ? `:${id}` : ""}`,
      kind,
      amount: whole,
      link: { kind: "bills", id },
      ...(kind === "termsInvoice" ? { state: invoice!.state, name: invoice!.number } : {}),
    });
    drawing.edge(station, key, whole, currency, { ahead: !arrived });
    if (charge && charge.surplus > 0n) {
      const surplus = drawing.node({ ...base, key: `surplus:${charge.id}`, kind: "surplus", amount: charge.surplus });
      drawing.edge(key, surplus, charge.surplus, currency);
    }
    const taken = bill.chargebacks.filter(
      (one) => one.state !== "won" && one.chargeId === (charge?.id ?? null) && (charge || kind === "termsInvoice"),
    );
    for (const { id: chargebackId, state, amount: back } of taken) {
      const to = drawing.node({
        ...base,
        key: `chargeback:${chargebackId}`,
        kind: "chargeback",
        amount: back,
        state,
        failed: true,
      });
      drawing.edge(key, to, back, currency, { failed: true });
    }
    return [{ key, left: amount, ahead: !arrived }];
  });
}

/** Lets sources flow into uses in order, each to the cent; what the platform advanced passes by its own station. */
function pour(sources: Source[], uses: Use[], currency: string, drawing: Drawing): void {
  const queue = sources.filter((one) => one.left > 0n);
  for (const use of uses) {
    let advanced = use.advance?.amount ?? 0n;
    let rest = use.amount;
    while (rest > 0n && queue.length > 0) {
      const source = queue[0]!;
      let part = source.left < rest ? source.left : rest;
      if (advanced > 0n && part > advanced) part = advanced;
      if (advanced > 0n) {
        advanced -= part;
        drawing.edge(source.key, use.advance!.key, part, currency, { ahead: source.ahead });
        use.take(use.advance!.key, part, false);
      } else use.take(source.key, part, source.ahead);
      rest -= part;
      source.left -= part;
      if (source.left === 0n) queue.shift();
    }
  }
}

/** What becomes of a week's pay: payouts that carry it, and what waits. A business is told only that it is the agents'. */
function usesOfPay(trace: Trace, one: TracedWeek, advances: TracedBill["advances"], drawing: Drawing, toPayout: ToPayout): Use[] {
  const { id, week, currency, parts } = one;
  const base = { week, currency };
  const refunded = sum(
    trace.bills.flatMap((bill) => bill.refunds.filter((each) => each.timesheetId === id).map((each) => each.fromHeld)),
  );
  const whole = one.pay + one.tax - refunded;
  const into = (kind: StationKind, amount: bigint): Use => ({
    amount,
    take: (from, part, ahead) =>
      drawing.edge(from, drawing.node({ ...base, key: `${kind}:${id}`, kind, amount }), part, currency, { ahead }),
  });
  if (trace.audience === "business") return [into("pay", whole)];
  const uses: Use[] = usesOfParts(parts, toPayout);
  const carried = sum(uses.map((use) => use.amount));
  const rest = whole - carried;
  const held = one.held < rest ? one.held : rest;
  if (rest > 0n && (one.billId || parts.length > 0)) {
    uses.push(into("held", held));
    uses.push(into(one.release ? "available" : "pending", rest - held));
  }
  const advance = advances.find((each) => each.timesheetId === id && each.amount > 0n);
  if (!advance || uses.length === 0) return uses;
  const key = `advance:${id}`;
  drawing.node({ ...base, key, kind: "advance", amount: advance.amount, state: advance.state });
  let left = advance.amount;
  return uses.map((use) => {
    const amount = use.amount < left ? use.amount : left;
    left -= amount;
    return { ...use, advance: { key, amount } };
  });
}

function usesOfBonus(one: TracedBonusOfBill, drawing: Drawing, toPayout: ToPayout): Use[] {
  const uses = usesOfParts(one.parts, toPayout);
  const rest = one.amount + one.tax - sum(uses.map((use) => use.amount));
  const kind = one.released ? "available" : "pending";
  const { week, currency } = one;
  const take: Use["take"] = (from, part, ahead) =>
    drawing.edge(from, drawing.node({ week, currency, key: `${kind}:${one.id}`, kind, amount: rest }), part, currency, { ahead });
  return rest > 0n ? [...uses, { amount: rest, take }] : uses;
}

function usesOfParts(parts: TracedWeek["parts"], toPayout: ToPayout): Use[] {
  return parts
    .filter((part) => part.state !== "failed" && part.amount > 0n)
    .map((part) => ({
      amount: part.amount,
      take: (from: string, amount: bigint, ahead: boolean) => toPayout(from, { payoutId: part.payoutId, amount }, ahead),
    }));
}

/** Payouts that the bank sent back: what they had carried is in others by now, or waits again. */
function drawFailed({ parts }: { parts: TracedWeek["parts"] }, from: string, toPayout: ToPayout): void {
  for (const part of parts.filter((one) => one.state === "failed")) toPayout(from, part, false);
}

/** Draws what comes to a payout: through its transfer where the rail has one, on to the bank, less what is kept for what the agent owes. */
function payoutsOf(payouts: TracedPayout[], drawing: Drawing): ToPayout {
  const kept = new Map(payouts.map((one) => [one.id, one.recovered]));
  return (from, { payoutId, amount }, ahead) => {
    const payout = payouts.find((one) => one.id === payoutId);
    if (!payout) return;
    const { currency, reservedAt } = payout;
    const failed = payout.state === "failed";
    const left = kept.get(payoutId)!;
    const part = failed ? 0n : left < amount ? left : amount;
    if (part > 0n) {
      kept.set(payoutId, left - part);
      const base = { week: weekOf(reservedAt), currency, amount: payout.recovered };
      drawing.edge(from, drawing.node({ ...base, key: `recovered:${payoutId}`, kind: "recovered" }), part, currency, { ahead });
    }
    drawing.edge(from, drawPayout(payout, drawing), amount - part, currency, { failed, ahead });
  };
}

/** @returns the station at which a payout begins */
function drawPayout(payout: TracedPayout, drawing: Drawing): string {
  const { id, amount, currency, state, localAmount, reservedAt } = payout;
  const failed = state === "failed";
  const base = { week: weekOf(reservedAt), link: { kind: "payouts", id } as const, failed };
  const local = localAmount === null ? null : { amount: localAmount, currency: payout.localCurrency ?? currency };
  const transfer = payout.stripeTransferId
    ? drawing.node({ ...base, key: `transfer:${id}`, kind: "transfer", amount, currency })
    : null;
  const known = drawing.nodes.has(`payout:${id}`);
  // Rail A converts at the transfer, rail B on the way to the bank.
  const here = transfer && local ? local : { amount, currency };
  const sent = drawing.node({ ...base, ...here, key: `payout:${id}`, kind: "payout", state });
  if (known) return transfer ?? sent;
  if (transfer) drawing.edge(transfer, sent, here.amount, here.currency, { failed, ahead: state === "transferred" });
  if (!failed && local) {
    const bank = drawing.node({ ...base, ...local, key: `bank:${id}`, kind: "bank", name: payout.bankLast4 });
    drawing.edge(sent, bank, local.amount, local.currency, { ahead: state !== "paid" });
  }
  return transfer ?? sent;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);
