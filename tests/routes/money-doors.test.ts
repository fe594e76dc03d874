import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import { bonuses, chargebacks, refunds } from "#db/schema/billing.ts";
import { caseNotes, reconciliationCases } from "#db/schema/reconciliation.ts";
import { givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, chargesOf, givenWorking, work } from "#tests/factories/billing.ts";
import { by, dispute, segmentsOfWeek, timesheetOf } from "#tests/factories/disputes.ts";
import { documentsOf, givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { givenCase, reconciled } from "#tests/factories/reconciliation.ts";
import { askRefund } from "#tests/factories/refunds.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { visit } from "#tests/setup/visit.ts";

/** Each kind of person at a door, and nobody at all. */
type Who = "finance" | "operator" | "owner" | "payer" | "manager" | "viewer" | "other" | "agent" | "stranger" | "nobody";
type Doors = Partial<Record<Who, number>>;

/** A week of 480 minutes at 7.25 billed and paid by card, a refund of fee, a dispute and a chargeback on it; people of all kinds. */
async function givenPaidWeek(world: MoneyWorld) {
  const { db } = world;
  const working = await givenWorking(world);
  await work(db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T13:00Z");
  const { people, freelancer, businessId } = working;
  const bill = await billOf(db, businessId);
  const finance = await givenStaff(db);
  const who: Record<Who, Actor | null> = {
    finance,
    operator: await givenStaff(db, ["operator"]),
    owner: people.owner,
    payer: people.finance,
    manager: people.manager,
    viewer: people.viewer,
    other: (await givenOtherBusiness(db)).owner,
    agent: freelancer.agent,
    stranger: (await givenAgent(db, { now: world.now() })).agent,
    nobody: null,
  };
  const ask = async (route: Promise<object>, as: Who, more: Parameters<typeof visit>[2] = {}) =>
    visit(db, await route, { now: world.now(), env: { stripe: world.stripe }, ...more, as: who[as] });
  /** Everybody at one door: those named get their status, the others of the staff 403, strangers 404, and nobody is sent to sign in. */
  const expectDoors = async (route: Promise<object>, open: Doors, more: Parameters<typeof visit>[2] = {}) => {
    const seen: Doors = {};
    for (const one of Object.keys(who) as Who[]) seen[one] = (await ask(route, one, more)).status;
    expect(seen).toEqual({
      operator: 403,
      owner: 404,
      payer: 404,
      manager: 404,
      viewer: 404,
      other: 404,
      agent: 404,
      stranger: 404,
      nobody: 302,
      finance: 200,
      ...open,
    });
  };
  return { ...working, bill, finance, who, ask, expectDoors };
}
const textOf = async (asked: Promise<{ data: unknown }>) => ((await asked).data as Response).text();
const linesOf = async (asked: Promise<{ data: unknown }>) => (await textOf(asked)).trim().split("\r\n");

const journal = import("#app/routes/resources+/journal-csv.ts");
const payoutReport = import("#app/routes/resources+/payout-reconciliation-csv.ts");
const refundsCsv = import("#app/routes/resources+/refunds-csv.ts");
const chargebacksCsv = import("#app/routes/resources+/chargebacks-csv.ts");
const disputesCsv = import("#app/routes/resources+/disputes-csv.ts");
const pdf = import("#app/routes/resources+/document-pdf.$invoiceId.ts");
const billCsv = import("#app/routes/resources+/bill-csv.$billId.ts");
const billsCsv = import("#app/routes/resources+/bills-csv.ts");
const payer = import("#app/routes/desk+/finance+/businesses.$businessId.tsx");
const transfer = import("#app/routes/desk+/finance+/bills.$billId_.transfer.tsx");
const credit = import("#app/routes/business+/credit.tsx");
const bonus = import("#app/routes/business+/contracts.$contractId_.bonus.tsx");
const casePage = import("#app/routes/desk+/finance+/cases.$caseId.tsx");

test("the journals for QuickBooks and Xero and Stripe's columns are files for platform finance only", async ({ world }) => {
  const { ask, expectDoors } = await givenPaidWeek(world);
  const quickBooks = { url: "/?month=2026-11&format=quickbooks" };
  await expectDoors(journal, {}, quickBooks);
  const [header, ...rows] = await linesOf(ask(journal, "finance", quickBooks));
  expect(header).toBe("Journal No,Journal Date,Account Name,Description,Debits,Credits");
  // What is debited is credited, to the cent.
  const sum = (column: number) =>
    rows.reduce((total, row) => total + Math.round(Number(row.split(",").at(column) || 0) * 100), 0);
  expect([rows.length > 0, sum(-2)]).toEqual([true, sum(-1)]);
  const xero = await linesOf(ask(journal, "finance", { url: "/?month=2026-11&format=xero" }));
  expect(xero[0]).toContain("*Narration");
  expect(xero.length).toBe(rows.length + 1);
  for (const url of ["/?month=2026-13&format=xero", "/?month=2026-11&format=excel", "/?month=2026-11&format=xero&part=9", "/"])
    expect([url, (await ask(journal, "finance", { url })).status]).toEqual([url, 404]);

  await expectDoors(payoutReport, {}, { url: "/?month=2026-11" });
  const [columns] = await linesOf(ask(payoutReport, "finance", { url: "/?month=2026-11" }));
  expect(columns).toMatch(
    /^balance_transaction_id,created_utc,.*,currency,gross,fee,net,reporting_category,source_id,.*automatic_payout_id/,
  );
  expect((await ask(payoutReport, "finance", { url: "/?month=november" })).status).toBe(404);
});

test("refunds and chargebacks are files for platform finance, disputes for everybody's own", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidWeek(world);
  const { ask, expectDoors, bill, finance, people } = given;
  const now = world.now();
  await askRefund(db, { about: { billId: bill.id }, amount: 100n, reason: '=cmd(" told' }, { actor: finance, now });
  const sheet = await timesheetOf(db, given);
  const segmentIds = (await segmentsOfWeek(db, sheet.id)).slice(0, 3);
  const opened = await dispute(db, { timesheetId: sheet.id, segmentIds }, by(people.manager, now));
  const [charge] = await chargesOf(db, bill.id);
  world.control.disputeCharge(charge!.stripeChargeId!, { amount: 1_000 });
  await world.settle();

  await expectDoors(refundsCsv, {});
  const [refund] = await db.select().from(refunds);
  const lines = await linesOf(ask(refundsCsv, "finance"));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^refund_id,business,bill_week,/);
  expect(lines[1]).toContain(`${refund!.id},Lumen,2026-11-09,${bill.id},,succeeded,credit,USD,1.00,0.00,0.00,1.00,`);
  // A reason that a spreadsheet would run is text.
  expect(lines[1]).toContain(`"'=cmd("" told"`);
  expect(await linesOf(ask(refundsCsv, "finance", { url: "/?state=failed" }))).toHaveLength(1);
  expect(await linesOf(ask(refundsCsv, "finance", { url: "/?q=lum" }))).toHaveLength(2);

  await expectDoors(chargebacksCsv, {});
  const [chargeback] = await db.select().from(chargebacks);
  const [, line] = await linesOf(ask(chargebacksCsv, "finance"));
  expect(line).toContain(`${chargeback!.id},Lumen,2026-11-09,${bill.id},needsResponse,`);
  expect(line).toContain(",USD,10.00,15.00,du_");

  const seen = { finance: 200, owner: 200, payer: 200, manager: 200, viewer: 200, other: 200, agent: 200, stranger: 200 };
  await expectDoors(disputesCsv, seen);
  for (const side of ["finance", "viewer", "agent"] as const) {
    const [, mine, ...more] = await linesOf(ask(disputesCsv, side));
    expect([side, more]).toEqual([side, []]);
    // 30 minutes at 7.25.
    expect(mine).toContain(`${opened.id},2026-11-09,Lumen,Ana Almeida,Chat support,open,not-worked,USD,3.63,,`);
  }
  for (const side of ["other", "stranger"] as const) expect(await linesOf(ask(disputesCsv, side))).toHaveLength(1);
});

test("a document's PDF is for the business's payers and managers, platform finance and the agent in whose name it is", async ({
  world,
}) => {
  const { db } = world;
  const { ask, expectDoors, bill } = await givenPaidWeek(world);
  const documents = await documentsOf(db, bill.id);
  const idOf = (kind: "agent" | "platform") => ({ params: { invoiceId: documents.find((one) => one.issuerKind === kind)!.id } });
  const payers = { owner: 200, payer: 200, manager: 200, viewer: 403 };
  await expectDoors(pdf, { ...payers, agent: 200 }, idOf("agent"));
  await expectDoors(pdf, payers, idOf("platform"));
  const { data } = await ask(pdf, "agent", idOf("agent"));
  const answer = data as Response;
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  expect(answer.headers.get("content-disposition")).toMatch(/filename="A-.*-2026-000001\.pdf"/);
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");
  expect((await ask(pdf, "owner", { params: { invoiceId: newId() } })).status).toBe(404);
  expect((await ask(pdf, "owner", { params: { invoiceId: "1" } })).status).toBe(404);
});

test("bills of a business: its own people see theirs as files, platform finance each business's on a page", async ({ world }) => {
  const { ask, expectDoors, bill, businessId } = await givenPaidWeek(world);
  const payers = { owner: 200, payer: 200, manager: 200, viewer: 403 };
  await expectDoors(billCsv, payers, { params: { billId: bill.id } });
  await expectDoors(billsCsv, { ...payers, finance: 403, other: 200, agent: 403, stranger: 403 });
  expect(await linesOf(ask(billsCsv, "other"))).toHaveLength(1);
  expect((await linesOf(ask(billsCsv, "manager")))[1]).toContain(`${bill.id},2026-11-09,paid,USD,58.00,5.80,0.00,63.80,`);
  const desk = { owner: 403, payer: 403, manager: 403, viewer: 403, other: 403, agent: 403, stranger: 403 };
  await expectDoors(payer, desk, { params: { businessId } });
  const { data } = await ask(payer, "finance", { params: { businessId } });
  expect(data).toMatchObject({ business: { id: businessId }, rows: [{ id: bill.id }], sums: [{ currency: "USD", owed: 0n }] });
  expect((await ask(payer, "finance", { params: { businessId: newId() } })).status).toBe(404);
  // Wrong terms name the field.
  const arrange = {
    intent: "arrange",
    mode: "terms",
    cadence: "weekly",
    netDays: "9",
    creditLine: "1",
    creditCurrency: "USD",
    reason: "Paid well.",
  };
  const wrong = await ask(payer, "finance", { params: { businessId }, form: arrange });
  expect([wrong.status, Object.keys((wrong.data as { form: { errors: object } }).form.errors)]).toEqual([400, ["netDays"]]);
  expect((await ask(payer, "operator", { params: { businessId }, form: arrange })).status).toBe(403);
});

test("credit: payers look and pay, others do not; a wrong amount names its field", async ({ world }) => {
  const { ask, expectDoors, bill } = await givenPaidWeek(world);
  const mine = { owner: 200, payer: 200, manager: 403, viewer: 403 };
  await expectDoors(credit, { ...mine, finance: 403, other: 200, agent: 403, stranger: 403 });
  const [charge] = await chargesOf(world.db, bill.id);
  const form = { intent: "pay", id: newId(), amount: "50.00", currency: "USD", cardId: charge!.paymentMethodId! };
  const typed = await ask(credit, "payer", { form: { ...form, amount: "0.10" } });
  expect([typed.status, Object.keys((typed.data as { form: { errors: object } }).form.errors)]).toEqual([400, ["amount"]]);
  expect((await ask(credit, "manager", { form })).status).toBe(403);
  expect((await ask(credit, "other", { form })).status).toBe(404);
  expect((await ask(credit, "nobody", { form })).location).toMatch(/^\/auth\/sign-in/);
  expect((await ask(credit, "payer", { form })).location).toBe(`/business/credit?last=${form.id}`);
  await world.settle();
  const { data } = await ask(credit, "owner");
  expect(data).toMatchObject({
    balances: [{ currency: "USD", balance: 5_000n }],
    prepayments: [{ prepayment: { id: form.id } }],
  });
});

test("a bonus is looked at and given by those who manage; its form says what is wrong", async ({ world }) => {
  const { ask, expectDoors, contract } = await givenPaidWeek(world);
  const params = { contractId: contract.id };
  const mine = { owner: 200, manager: 200, payer: 403, viewer: 403, finance: 403, agent: 403, stranger: 403 };
  await expectDoors(bonus, mine, { params });
  const form = { id: newId(), step: "give", amount: "25.00", note: "Thank you" };
  for (const amount of ["0.99", "5000.01", "much"]) {
    const wrong = await ask(bonus, "manager", { params, form: { ...form, amount } });
    expect([amount, wrong.status, Object.keys((wrong.data as { form: { errors: object } }).form.errors)]).toEqual([
      amount,
      400,
      ["amount"],
    ]);
  }
  const look = await ask(bonus, "manager", { params, form: { ...form, step: "look" } });
  expect(look.location).toContain(`/business/contracts/${contract.id}/bonus?id=${form.id}&amount=25.00`);
  expect(await world.db.select().from(bonuses)).toEqual([]);
  for (const one of ["payer", "viewer"] as const) expect((await ask(bonus, one, { params, form })).status).toBe(403);
  expect((await ask(bonus, "other", { params, form })).status).toBe(404);
  expect((await ask(bonus, "manager", { params, form })).status).toBe(302);
  expect(await world.db.select().from(bonuses)).toMatchObject([{ id: form.id, amount: 2_500n, state: "given" }]);
  const back = { step: "withdraw", bonusId: form.id };
  expect((await ask(bonus, "viewer", { params, form: back })).status).toBe(403);
  expect((await ask(bonus, "owner", { params, form: back })).status).toBe(302);
  expect(await world.db.select().from(bonuses)).toMatchObject([{ state: "withdrawn" }]);
});

test("a case is looked after by platform finance: owner, note, explanation; each form says what is wrong", async ({ world }) => {
  const { db } = world;
  const { ask, expectDoors, finance } = await givenPaidWeek(world);
  const span = { from: new Date("2026-11-16T00:00Z"), to: new Date("2026-11-16T12:59Z") };
  const { run } = await reconciled(db, world.stripe, span, { now: world.now() });
  const caseId = await givenCase(db, { runId: run.id, sourceId: "ch_unknown", theirs: 500n, ours: null });
  const params = { caseId };
  const desk = { owner: 403, payer: 403, manager: 403, viewer: 403, other: 403, agent: 403, stranger: 403 };
  await expectDoors(casePage, desk, { params });
  const post = (form: Record<string, string>, as: Who = "finance") => ask(casePage, as, { params, form });
  const one = async () => (await db.select().from(reconciliationCases).where(eq(reconciliationCases.id, caseId)))[0]!;
  expect((await post({ intent: "assign", ownerId: finance.userId })).status).toBe(302);
  expect(await one()).toMatchObject({ ownerId: finance.userId });
  const fields = async (form: Record<string, string>) => {
    const { status, data } = await post(form);
    return [status, Object.keys((data as { form: { errors: object } }).form.errors)];
  };
  expect(await fields({ intent: "assign", ownerId: "me" })).toEqual([400, ["ownerId"]]);
  expect(await fields({ intent: "note", text: " " })).toEqual([400, ["text"]]);
  expect(await fields({ intent: "explain", explanation: "short" })).toEqual([400, ["explanation"]]);
  expect((await post({ intent: "note", text: "Asked Stripe about it." })).status).toBe(302);
  expect(await db.select().from(caseNotes)).toMatchObject([{ text: "Asked Stripe about it." }]);
  for (const [who, status] of [
    ["operator", 403],
    ["owner", 403],
    ["nobody", 302],
  ] as const)
    expect((await post({ intent: "explain", explanation: "A test charge made by hand at Stripe." }, who)).status).toBe(status);
  expect((await one()).state).toBe("open");
  expect((await post({ intent: "explain", explanation: "A test charge made by hand at Stripe." })).status).toBe(302);
  expect((await one()).state).toBe("explained");
});

test("finance records a transfer by its form; nobody else opens it, and a bill by card has none", async ({ world }) => {
  const { db } = world;
  const { ask, expectDoors, bill } = await givenPaidWeek(world);
  expect((await ask(transfer, "finance", { params: { billId: bill.id } })).status).toBe(404);
  const working = await givenWorking(world, { card: null });
  await givenOnTerms(db, working.businessId, world.now());
  await work(db, working, "2026-11-18", 480);
  await world.advanceTo("2026-11-23T12:30Z");
  const onTerms = await billOf(db, working.businessId);
  const params = { billId: onTerms.id };
  const desk = { owner: 403, payer: 403, manager: 403, viewer: 403, other: 403, agent: 403, stranger: 403 };
  await expectDoors(transfer, desk, { params });
  const post = (form: Record<string, string>, as: Who = "finance") => ask(transfer, as, { params, form });
  const wrong = await post({ reference: "x", reason: "" });
  expect([wrong.status, Object.keys((wrong.data as { form: { errors: object } }).form.errors).sort()]).toEqual([
    400,
    ["reason", "reference"],
  ]);
  const form = { reference: "SEPA 4711", reason: "It stands on our bank's statement." };
  expect((await post(form, "operator")).status).toBe(403);
  expect(await post(form)).toMatchObject({ status: 302, location: `/desk/finance/bills/${onTerms.id}` });
  await world.settle();
  expect(await termsInvoicesOf(db, working.businessId)).toMatchObject([{ state: "paid", bankReference: "SEPA 4711" }]);
  expect((await ask(transfer, "finance", { params })).status).toBe(409);
});
