import { cardsOf } from "#app/domain/billing/bills.server.ts";
import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { giveBonus } from "#app/domain/billing/give-bonus.server.ts";
import { prepayFlow } from "#app/domain/billing/prepay-flow.server.ts";
import { traceOf } from "#app/domain/reconciliation/trace.server.ts";
import type { Trace } from "#app/domain/reconciliation/trace.ts";
import { traceChecks } from "#app/domain/reconciliation/trace-checks.ts";
import { traceGraph } from "#app/domain/reconciliation/trace-graph.ts";
import type { TraceGraph } from "#app/domain/reconciliation/trace-station.ts";
import { newId } from "#app/kernel/ids.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, chargesOf, givenCardOnFile, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { decide, dispute, segmentsOfWeek, timesheetOf } from "#tests/factories/disputes.ts";
import { givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { givenOnboarded, payoutsOf } from "#tests/factories/payouts.ts";
import { chargebackOf } from "#tests/factories/refunds.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** product.md's example week again: 289.40 of pay and 28.94 of fee. */
const [PAY, FEE, TOTAL] = [28_940n, 2_894n, 31_834n];

async function given(world: MoneyWorld, card: string | null | undefined = undefined) {
  const working = await givenWorking(world, card === undefined ? {} : { card });
  await givenOnboarded(world, working.freelancer);
  return { ...working, finance: await givenStaff(world.db) };
}
type Given = Awaited<ReturnType<typeof given>>;

const pictureOf = async ({ db }: MoneyWorld, { finance }: Given, kind: "bills" | "payouts", id: string) => {
  const trace = await traceOf(db, { kind, id }, finance);
  expect(wrong(trace)).toEqual([]);
  const graph = traceGraph(trace)!;
  balances(graph);
  return { trace, graph, arrows: arrowsOf(graph) };
};
const wrong = (trace: Trace) => traceChecks(trace).filter((check) => check.parts !== check.whole);
const stationOf = (key: string) => key.split(":")[0]!;
const arrowsOf = ({ edges }: TraceGraph) =>
  edges.map(({ from, to, amount, ahead, failed }) =>
    [`${stationOf(from)} > ${stationOf(to)}`, amount, ...(ahead ? ["ahead"] : []), ...(failed ? ["failed"] : [])].join(" "),
  );
const nodeOf = ({ nodes }: TraceGraph, kind: string) => nodes.filter((node) => node.kind === kind);

/** What comes to a payment or an advance leaves it, to the cent; what a bank takes back leaves it too. */
function balances({ nodes, edges }: TraceGraph) {
  const sum = (some: TraceGraph["edges"]) => some.reduce((total, edge) => total + edge.amount, 0n);
  for (const node of nodes.filter((one) =>
    ["credit", "charge", "termsInvoice", "owed", "borne", "repaid", "advance"].includes(one.kind),
  )) {
    const comes = sum(edges.filter((edge) => edge.to === node.key));
    const goes = sum(edges.filter((edge) => edge.from === node.key && (!edge.failed || edge.to.startsWith("chargeback:"))));
    expect([node.key, comes === 0n ? node.amount : comes], node.kind).toEqual([node.key, node.amount]);
    expect([node.key, goes], node.kind).toEqual([node.key, node.amount]);
  }
}

test("on terms: the invoice stands open, the platform advances the pay, and the payment recovers it", async ({ world }) => {
  const working = await given(world, null);
  await givenOnTerms(world.db, working.businessId, world.now());
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-26T12:00Z");
  const bill = await billOf(world.db, working.businessId);
  const open = await pictureOf(world, working, "bills", bill.id);
  expect(nodeOf(open.graph, "termsInvoice")).toMatchObject([
    { amount: TOTAL, state: "open", name: expect.stringMatching(/^DH-2026-\d{6}$/) },
  ]);
  expect(nodeOf(open.graph, "advance")).toMatchObject([{ amount: PAY, state: "open" }]);
  expect(open.arrows).toEqual(
    expect.arrayContaining([
      `bill > termsInvoice ${TOTAL} ahead`,
      `termsInvoice > advance ${PAY} ahead`,
      // Reserved; its transfer waits for funds.
      `advance > payout ${PAY}`,
      `termsInvoice > fee ${FEE} ahead`,
    ]),
  );
  const [invoice] = await termsInvoicesOf(world.db, working.businessId);
  world.control.payInvoice(invoice!.stripeInvoiceId!);
  await world.settle();
  await world.advanceTo("2026-12-10T12:00Z");
  const [payout] = await payoutsOf(world.db, working.agentId);
  const paid = await pictureOf(world, working, "payouts", payout!.id);
  expect(nodeOf(paid.graph, "termsInvoice")).toMatchObject([{ state: "paid" }]);
  expect(nodeOf(paid.graph, "advance")).toMatchObject([{ amount: PAY, state: "recovered" }]);
  expect(paid.arrows).toEqual(
    expect.arrayContaining([`bill > termsInvoice ${TOTAL}`, `termsInvoice > advance ${PAY}`, `advance > transfer ${PAY}`]),
  );
  expect(paid.trace.postings.map((one) => one.kind)).toEqual(expect.arrayContaining(["advance.made", "terms-invoice.paid"]));
  // A business sees its invoice and where its money goes, not who was paid ahead.
  const theirs = await traceOf(world.db, { kind: "bills", id: bill.id }, working.people.finance);
  expect(wrong(theirs)).toEqual([]);
  expect(arrowsOf(traceGraph(theirs)!)).toEqual([
    `segments > week ${PAY}`,
    `week > bill ${PAY}`,
    `bill > termsInvoice ${TOTAL}`,
    `termsInvoice > pay ${PAY}`,
    `termsInvoice > fee ${FEE}`,
  ]);
});

test("credit and a card pay one bill, a bonus is on it: each is a station, and they add up to the total", async ({ world }) => {
  const working = await given(world);
  const { businessId, people, contract } = working;
  const [card] = await cardsOf(world.db, businessId, people.finance);
  const prepayment = { id: newId(), businessId, amount: 20_000n, currency: "USD", cardId: card!.id };
  const returnTo = "https://deskhand.example/business/credit";
  await prepayFlow(world.db, world.stripe, { ...prepayment, returnTo }, { actor: people.finance, now: world.now() });
  await world.settle();
  await workTheWeek(world, working);
  // After the close of the week before: this week's bill is the next.
  await world.advanceTo("2026-11-09T18:00Z");
  const bonus = { id: newId(), contractId: contract.id, amount: 5_000n, note: "Thank you." };
  await world.db.transaction((tx) => giveBonus(tx, bonus, { actor: people.manager, now: world.now() }));
  await world.advanceTo("2026-11-26T12:00Z");
  const bill = await billOf(world.db, businessId);
  // 339.40 of pay and 33.94 of fee are 373.34; 200.00 of it out of credit.
  expect(bill.total).toBe(37_334n);
  for (const [kind, id] of [
    ["bills", bill.id],
    ["payouts", (await payoutsOf(world.db, working.agentId))[0]!.id],
  ] as const) {
    const { graph, arrows, trace } = await pictureOf(world, working, kind, id);
    expect(nodeOf(graph, "bonus"), kind).toMatchObject([{ amount: 5_000n }]);
    expect(trace.bonuses[0]!.parts, kind).toMatchObject([{ amount: 5_000n }]);
    expect(arrows, kind).toEqual(
      expect.arrayContaining([
        "bonus > bill 5000",
        "bill > credit 20000",
        "bill > charge 17334",
        "credit > transfer 20000",
        "charge > transfer 13940",
        "charge > fee 3394",
      ]),
    );
  }
});

test("a decided dispute is given back to the card out of what was held, with the fee on it", async ({ world }) => {
  const working = await given(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-17T09:00Z");
  const sheet = await timesheetOf(world.db, working);
  const named = (await segmentsOfWeek(world.db, sheet.id)).slice(0, 6);
  const by = (actor: Parameters<typeof traceOf>[2]) => ({ actor, now: world.now() });
  const opened = await dispute(world.db, { timesheetId: sheet.id, segmentIds: named }, by(working.people.manager));
  const bill = await billOf(world.db, working.businessId);
  const during = await pictureOf(world, working, "bills", bill.id);
  // An hour at 7.25: six of ten minutes, less the cents that the largest remainder gave to others.
  expect(nodeOf(during.graph, "held")).toMatchObject([{ amount: 726n }]);
  expect(nodeOf(during.graph, "pending")).toMatchObject([{ amount: PAY - 726n }]);
  await world.advanceTo("2026-11-21T09:00Z");
  const mediator = await givenStaff(world.db, ["mediator"]);
  await decide(world.db, opened, { upheld: named }, by(mediator));
  await world.settle();
  await world.advanceTo("2026-11-26T12:00Z");
  const { graph, arrows } = await pictureOf(world, working, "bills", bill.id);
  const [refund] = nodeOf(graph, "refund");
  expect(refund).toMatchObject({ state: "card", amount: 726n + 73n });
  expect(arrows).toEqual(
    expect.arrayContaining([`charge > transfer ${PAY - 726n}`, `charge > fee ${FEE - 73n}`, `charge > refund ${726n + 73n}`]),
  );
});

test("a lost chargeback leaves its charge, the bill is owed again, and another card pays it: the week stands once", async ({
  world,
}) => {
  const working = await given(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const [first] = await chargesOf(world.db, bill.id);
  world.control.disputeCharge(first!.stripeChargeId!, { reason: "product_not_received" });
  await world.settle();
  const opened = await pictureOfLoose(world, working, bill.id);
  expect(nodeOf(opened, "chargeback")).toMatchObject([{ state: "needsResponse", amount: TOTAL, failed: true }]);
  const { stripeDisputeId } = await chargebackOf(world.db, working.businessId);
  world.control.decideDispute(stripeDisputeId, false);
  await world.settle();
  const lost = await pictureOf(world, working, "bills", bill.id);
  expect(nodeOf(lost.graph, "owed")).toMatchObject([{ amount: TOTAL }]);
  expect(lost.arrows).toEqual(
    expect.arrayContaining([`charge > chargeback ${TOTAL} failed`, `bill > owed ${TOTAL} ahead`, `owed > pending ${PAY} ahead`]),
  );
  await givenCardOnFile(world, { businessId: working.businessId, member: working.people.finance }, "5555555555554444");
  await chargeBillFlow(world.db, world.stripe, { billId: bill.id }, { actor: working.people.finance, now: world.now() });
  await world.settle();
  const again = await pictureOf(world, working, "bills", bill.id);
  expect(again.trace.weeks).toHaveLength(1);
  expect(nodeOf(again.graph, "charge")).toHaveLength(2);
  expect(again.arrows).toEqual(
    expect.arrayContaining([`charge > chargeback ${TOTAL} failed`, `charge > pending ${PAY}`, `charge > fee ${FEE}`]),
  );
});

/** While a bank decides, the charge both paid the bill and is taken back: it does not balance, and says so by its colour. */
async function pictureOfLoose({ db }: MoneyWorld, { finance }: Given, billId: string): Promise<TraceGraph> {
  const trace = await traceOf(db, { kind: "bills", id: billId }, finance);
  expect(wrong(trace)).toEqual([]);
  return traceGraph(trace)!;
}

test("of more than eight weeks the latest seven are told apart, and not a cent is lost", async ({ world }) => {
  const working = await given(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-26T12:00Z");
  const [payout] = await payoutsOf(world.db, working.agentId);
  const one = await traceOf(world.db, { kind: "payouts", id: payout!.id }, working.finance);
  const mondays = Array.from({ length: 11 }, (_, n) => new Date(Date.UTC(2026, 8, 7 + 7 * n)).toISOString().slice(0, 10));
  const [week, bill] = [one.weeks[0]!, one.bills[0]!];
  const many: Trace = {
    ...one,
    weeks: mondays.map((monday) => ({ ...week, id: `w ${monday}`, week: monday, billId: `b ${monday}` })),
    bills: mondays.map((monday) => ({
      ...bill,
      id: `b ${monday}`,
      week: monday,
      charges: bill.charges.map((charge) => ({ ...charge, id: `c ${monday}` })),
    })),
  };
  const graph = traceGraph(many)!;
  const sheets = nodeOf(graph, "timesheet");
  expect(sheets.map((node) => [node.week, node.count])).toEqual([
    ["earlier", 4],
    ...mondays.slice(4).map((monday) => [monday, 1]),
  ]);
  const total = (kind: string) => nodeOf(graph, kind).reduce((sum, node) => sum + node.amount, 0n);
  expect(["segments", "timesheet", "bill", "charge"].map(total)).toEqual([PAY * 11n, PAY * 11n, TOTAL * 11n, TOTAL * 11n]);
  const into = graph.edges.filter((edge) => stationOf(edge.to) === "transfer").reduce((sum, edge) => sum + edge.amount, 0n);
  expect(into).toBe(PAY * 11n);
  // Twelve people in one week are one station, too.
  const team: Trace = {
    ...one,
    weeks: Array.from({ length: 12 }, (_, n) => ({ ...week, id: `w${n}`, billId: null, parts: [] })),
  };
  expect(nodeOf(traceGraph(team)!, "timesheet")).toMatchObject([{ count: 12, amount: PAY * 12n }]);
});
