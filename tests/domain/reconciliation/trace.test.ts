import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { findTraced } from "#app/domain/reconciliation/find-traced.server.ts";
import { platformPayout, platformPayouts } from "#app/domain/reconciliation/platform-payouts.server.ts";
import { subLedgers } from "#app/domain/reconciliation/sub-ledgers.server.ts";
import { traceOf } from "#app/domain/reconciliation/trace.server.ts";
import type { TraceKind } from "#app/domain/reconciliation/trace.ts";
import { traceChecks } from "#app/domain/reconciliation/trace-checks.ts";
import { traceGraph } from "#app/domain/reconciliation/trace-graph.ts";
import { traceStages } from "#app/domain/reconciliation/trace-stages.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { queryCount } from "#db/client.server.ts";
import { charges, invoices } from "#db/schema/billing.ts";
import { segments } from "#db/schema/diary.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf } from "#tests/factories/payouts.ts";
import { reconciled } from "#tests/factories/reconciliation.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

/** product.md's example week, 2,395 minutes at 7.25 USD an hour, worked in Portugal and paid out in euros. */
async function givenPaidWeek(world: MoneyWorld, { country = "PT", bank = "works" as "works" | "fails" } = {}) {
  const working = await givenWorking(world, { country });
  await givenOnboarded(world, working.freelancer, bank);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-30T12:00Z");
  const { db } = world;
  const [sheet] = await db.select().from(timesheets).where(eq(timesheets.contractId, working.contract.id));
  const bill = await billOf(db, working.businessId);
  const [charge] = await db.select().from(charges).where(eq(charges.billId, bill.id));
  const [payout] = await payoutsOf(db, working.agentId);
  const worked = await db.select().from(segments).where(eq(segments.contractId, working.contract.id)).orderBy(segments.startedAt);
  const finance = await givenStaff(db);
  return { ...working, db, sheet: sheet!, bill, charge: charge!, payout: payout!, worked, finance };
}

test("from a payout down to every ten minutes, to the cent, in both currencies", async ({ world }) => {
  const { db, finance, payout, sheet, bill, charge, worked } = await givenPaidWeek(world);
  const trace = await traceOf(db, { kind: "payouts", id: payout.id }, finance);

  expect(trace.payouts).toMatchObject([
    {
      id: payout.id,
      state: "paid",
      amount: 28_940n,
      currency: "USD",
      localCurrency: "EUR",
      stripePayoutId: payout.stripePayoutId,
    },
  ]);
  expect(trace.payouts[0]!.localAmount).toBe(payout.localAmount);
  const [week] = trace.weeks;
  expect(week).toMatchObject({ id: sheet.id, minutes: 2_395, pay: 28_940n, fee: 2_894n, billId: bill.id, payoutId: payout.id });
  expect(week!.segments).toHaveLength(worked.length);
  expect(week!.segments!.reduce((sum, one) => sum + one.pay, 0n)).toBe(28_940n);
  expect(week!.segments!.reduce((sum, one) => sum + one.minutes, 0)).toBe(2_395);
  expect(trace.bills).toMatchObject([
    {
      id: bill.id,
      state: "paid",
      sums: { pay: 28_940n, fee: 2_894n, tax: 0n, total: 31_834n },
      charges: [{ amount: 31_834n, surplus: 0n, stripeFee: charge.stripeFee }],
    },
  ]);
  expect(traceChecks(trace).map((check) => [check.key, check.parts === check.whole])).toEqual([
    ["segments", true],
    ["weeksOfPayout", true],
    ["totalOfBill", true],
    ["payments", true],
  ]);
  expect(trace.postings.map((one) => one.kind)).toEqual([
    "week.billed",
    "charge.succeeded",
    "week-pay.released",
    "payout.reserved",
    "payout.transferred",
    "payout.paid",
  ]);
  // The picture: every arrow to the cent, and where the money splits.
  const arrows = traceGraph(trace)!.edges.map((edge) => [edge.from.split(":")[0], edge.to.split(":")[0], edge.amount]);
  expect(arrows).toEqual([
    ["segments", "week", 28_940n],
    ["week", "bill", 28_940n],
    ["bill", "charge", 31_834n],
    ["transfer", "payout", payout.localAmount],
    ["payout", "bank", payout.localAmount],
    ["charge", "transfer", 28_940n],
    ["charge", "fee", 2_894n],
    ["fee", "stripeFee", charge.stripeFee],
  ]);
  const stages = traceStages(trace);
  expect(stages.map((stage) => [stage.key, stage.amount, stage.currency, stage.state])).toEqual([
    ["segments", 28_940n, "USD", "done"],
    ["timesheets", 28_940n, "USD", "done"],
    ["bills", 28_940n, "USD", "done"],
    ["charges", 28_940n, "USD", "done"],
    ["transfers", 28_940n, "USD", "done"],
    ["payouts", payout.localAmount, "EUR", "done"],
    ["bank", payout.localAmount, "EUR", "done"],
  ]);
  expect(stages[5]!.rate).toBe(payout.exchangeRate);
});

test("from a segment, a timesheet or a bill back up to the payout, in a handful of queries", async ({ world }) => {
  const { db, finance, payout, sheet, bill, worked } = await givenPaidWeek(world);
  const start: [TraceKind, string][] = [
    ["segments", worked[7]!.id],
    ["timesheets", sheet.id],
    ["bills", bill.id],
    ["payouts", payout.id],
  ];
  for (const [kind, id] of start) {
    const seen = { queries: [] as string[] };
    const trace = await queryCount.run(seen, () => traceOf(db, { kind, id }, finance));
    expect(seen.queries.length, kind).toBeLessThanOrEqual(6);
    expect([trace.weeks[0]!.id, trace.bills[0]!.id, trace.payouts[0]!.id], kind).toEqual([sheet.id, bill.id, payout.id]);
    expect(
      traceChecks(trace).every((check) => check.parts === check.whole),
      kind,
    ).toBe(true);
  }
  expect((await traceOf(db, { kind: "segments", id: worked[7]!.id }, finance)).segment).toMatchObject({
    id: worked[7]!.id,
    overLimit: false,
  });
});

test("any id finds its trace: ours, an invoice's number, a ledger key, and each of Stripe's", async ({ world }) => {
  const { db, finance, payout, sheet, bill, charge, worked } = await givenPaidWeek(world);
  const [document] = await db.select().from(invoices).where(eq(invoices.billId, bill.id));
  const [sweep] = await db.select().from(ledgerTransactions).where(eq(ledgerTransactions.kind, "sweep"));
  const cases: [string, string, string][] = [
    [payout.id, "payouts", payout.id],
    [payout.stripePayoutId!, "payouts", payout.id],
    [payout.stripeTransferId!, "payouts", payout.id],
    [payout.stripeTransferBalanceTransactionId!, "payouts", payout.id],
    [bill.id, "bills", bill.id],
    [charge.id, "bills", bill.id],
    [charge.stripeChargeId!, "bills", bill.id],
    [charge.stripePaymentIntentId!, "bills", bill.id],
    [charge.stripeBalanceTransactionId!, "bills", bill.id],
    [` ${invoiceName(document!).toLowerCase()} `, "bills", bill.id],
    [`release:week:${sheet.id}`, "timesheets", sheet.id],
    [sheet.id, "timesheets", sheet.id],
    [worked[0]!.id, "segments", worked[0]!.id],
    [sweep!.stripeId!, "transactions", sweep!.id],
  ];
  for (const [asked, kind, id] of cases) expect(await findTraced(db, asked, finance), asked).toEqual({ kind, id });
  for (const asked of ["", "po_", "po_nobody", newId(), "DH-2026-999999", "x".repeat(300)])
    expect(await findTraced(db, asked, finance), asked).toBeNull();
});

test("each side sees its own: a business no bank and no other pay, an agent no other's part of a bill", async ({ world }) => {
  const { db, people, freelancer, payout, sheet, bill } = await givenPaidWeek(world);
  const theirs = await traceOf(db, { kind: "bills", id: bill.id }, people.finance);
  expect(theirs).toMatchObject({ audience: "business", payouts: [], postings: [] });
  expect(theirs.weeks[0]).toMatchObject({ payoutId: null, payout: { state: "paid" }, release: { amount: 28_940n } });
  expect(theirs.bills[0]).toMatchObject({ sums: { total: 31_834n }, charges: [{ stripeFee: null, stripeChargeId: null }] });
  const text = JSON.stringify(theirs, (_, value) => (typeof value === "bigint" ? String(value) : value));
  for (const secret of [
    payout.id,
    payout.stripePayoutId!,
    payout.stripeTransferId!,
    payout.stripeAccountId,
    String(payout.localAmount),
  ])
    expect(text).not.toContain(secret);

  const mine = await traceOf(db, { kind: "payouts", id: payout.id }, freelancer.agent);
  expect(mine).toMatchObject({ audience: "agent", postings: [], bills: [{ state: "paid", sums: null, charges: [] }] });
  expect(mine.payouts[0]).toMatchObject({ localAmount: payout.localAmount, bankLast4: expect.stringMatching(/^\d{4}$/) });
  expect((await traceOf(db, { kind: "timesheets", id: sheet.id }, freelancer.agent)).weeks[0]!.pay).toBe(28_940n);
});

test("strangers find nothing, members without the permission and other staff are refused", async ({ world }) => {
  const { db, people, freelancer, finance, payout, sheet, bill, worked } = await givenPaidWeek(world);
  const other = await givenOtherBusiness(db);
  const { agent: stranger } = await givenAgent(db);
  const staff = await givenStaff(db, ["desk_agent", "mediator", "operator"]);
  const attempt = (kind: TraceKind, id: string, actor: Actor) =>
    traceOf(db, { kind, id }, actor).then(
      () => "seen",
      (error: Error) => error.constructor,
    );
  const all: [TraceKind, string][] = [
    ["payouts", payout.id],
    ["bills", bill.id],
    ["timesheets", sheet.id],
    ["segments", worked[0]!.id],
  ];
  for (const [kind, id] of all) {
    expect(await attempt(kind, id, finance), kind).toBe("seen");
    expect(await attempt(kind, id, staff), kind).toBe(Forbidden);
    expect(await attempt(kind, id, other.owner), kind).toBe(NotFound);
    expect(await attempt(kind, id, stranger), kind).toBe(NotFound);
    for (const without of [people.manager, people.viewer])
      expect(await attempt(kind, id, without), kind).toBe(kind === "payouts" ? NotFound : Forbidden);
    for (const within of [people.owner, people.finance])
      expect(await attempt(kind, id, within), kind).toBe(kind === "payouts" ? NotFound : "seen");
    expect(await attempt(kind, id, freelancer.agent), kind).toBe(kind === "bills" ? NotFound : "seen");
    expect(await attempt(kind, newId(), finance), kind).toBe(NotFound);
  }
  await expect(findTraced(db, payout.id, staff)).rejects.toBeInstanceOf(Forbidden);
  await expect(findTraced(db, payout.id, people.owner)).rejects.toBeInstanceOf(NotFound);
  for (const actor of [staff, people.owner, freelancer.agent]) {
    const error = actor === staff ? Forbidden : NotFound;
    await expect(platformPayouts(db, { page: 1 }, actor)).rejects.toBeInstanceOf(error);
    await expect(platformPayout(db, payout.id, actor)).rejects.toBeInstanceOf(error);
    await expect(subLedgers(db, actor)).rejects.toBeInstanceOf(error);
  }
});

test("a whole life reconciles without a break, and every account is what the tables behind it say", async ({ world }) => {
  // Hungary's banks take whole units: a remainder stays in the agent's Stripe account, and is named.
  const { db, finance, payout } = await givenPaidWeek(world, { country: "HU" });
  expect([payout.state, payout.localCurrency, payout.localAmount! % 100n]).toEqual(["paid", "HUF", 0n]);
  const now = world.now();
  const { run, unmatched, matched } = await reconciled(
    db,
    world.stripe,
    { from: at("2026-11-09T00:00Z"), to: now },
    { now, actor: finance },
  );
  expect([run.breaks, run.timing, unmatched]).toEqual([0, 0, []]);
  expect(matched.map((item) => item.reportingCategory).sort()).toEqual(["charge", "payout", "transfer"]);
  const books = await subLedgers(db, finance);
  expect(books.filter((row) => row.differing > 0)).toEqual([]);
  expect(books.find((row) => row.kind === "agent:paid_out")).toMatchObject({ currency: "USD", ledger: 28_940n, tables: 28_940n });
  for (const row of books.filter((one) => one.kind === "clearing")) expect(row.ledger).toBe(0n);
});

test("a payout that the bank refused is listed with its reason, what it was made of is free, and the books still agree", async ({
  world,
}) => {
  const { db, finance, payout } = await givenPaidWeek(world, { bank: "fails" });
  const list = await platformPayouts(db, { state: "failed", page: 1 }, finance);
  expect(list.rows.map((row) => [row.payout.id, row.payout.failureCode])).toEqual([[payout.id, "account_closed"]]);
  expect(list.counts).toEqual({ failed: 1 });
  const page = await platformPayout(db, payout.id, finance);
  expect(page.items.map((item) => [item.release.amount, item.release.payoutId])).toEqual([[28_940n, null]]);
  expect(page.transactions.map((one) => one.kind)).toContain("payout.transferred.reversed");
  const trace = await traceOf(db, { kind: "payouts", id: payout.id }, finance);
  // What it was made of is still told, and that it is available again.
  expect(trace.payouts[0]!.failure?.code).toBe("account_closed");
  expect(trace.weeks.map((week) => week.parts)).toEqual([[{ payoutId: payout.id, state: "failed", amount: 28_940n }]]);
  const graph = traceGraph(trace)!;
  expect(graph.nodes.find((node) => node.kind === "available")).toMatchObject({ amount: 28_940n });
  expect(graph.edges.filter((edge) => edge.failed)).toMatchObject([
    { to: `payout:${payout.id}` },
    { to: `transfer:${payout.id}`, amount: 28_940n },
  ]);
  const now = world.now();
  const { run } = await reconciled(db, world.stripe, { from: at("2026-11-09T00:00Z"), to: now }, { now, actor: finance });
  expect(run.breaks).toBe(0);
  expect((await subLedgers(db, finance)).filter((row) => row.differing > 0)).toEqual([]);
});

test("a difference planted in a table or in the ledger is told for the account it is on", async ({ world }) => {
  const { db, finance, agentId, payout } = await givenPaidWeek(world);
  await db.execute(`update payouts set amount = amount - 40 where id = '${payout.id}'`);
  const differing = (await subLedgers(db, finance)).filter((row) => row.differing > 0);
  expect(differing.map((row) => [row.kind, row.ledger - row.tables, row.differing])).toEqual([
    ["agent:paid_out", 40n, 1],
    ["bank:settled", 40n, 1],
  ]);
  const trace = await traceOf(db, { kind: "payouts", id: payout.id }, finance);
  expect(traceChecks(trace).filter((check) => check.parts !== check.whole)).toMatchObject([
    { key: "weeksOfPayout", parts: 28_940n, whole: 28_900n },
  ]);
  expect(agentId).toBe(payout.agentId);
});
