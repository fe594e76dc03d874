import { asc } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { agentInvoice, allBillsOf, billPage, billsOf } from "#app/domain/billing/bills.server.ts";
import { closeBill } from "#app/domain/billing/close-bill.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { bills, invoices } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { standingOf } from "#tests/factories/payouts.ts";
import { expect, test } from "#tests/setup/money.ts";

test("a bill holds each agent's own invoice and Deskhand's fee invoice, with the timesheets' own figures", async ({ world }) => {
  const first = await givenWorking(world);
  const agent = await givenAgent(world.db, { now: world.now(), name: "Bruno Costa" });
  const second = await givenWorking(world, { people: first.people, agent, rate: money(1_333n, "USD") });
  await workTheWeek(world, first);
  await work(world.db, second, "2026-11-12", 35);
  await world.advanceTo("2026-11-16T12:00Z");

  const bill = await billOf(world.db, first.businessId);
  const page = await billPage(world.db, bill.id, first.people.manager);
  // 35 minutes at 13.33 are 7.7758..., 7.78; its fee is 0.778, 0.78.
  expect(page.bill).toMatchObject({ pay: 29_718n, fee: 2_972n, tax: 0n, total: 32_690n, state: "paid" });
  expect(page.documents.map((one) => [one.issuerKind, one.net, one.tax, one.taxReason, one.total])).toEqual(
    expect.arrayContaining([
      ["agent", 28_940n, 0n, "taxes:reasons.smallBusiness", 28_940n],
      ["agent", 778n, 0n, "taxes:reasons.smallBusiness", 778n],
      ["platform", 2_972n, 0n, "taxes:reasons.stateUnknown", 2_972n],
    ]),
  );
  const fees = page.lines.filter(({ line }) => line.kind === "fee");
  expect(fees.map(({ line }) => [line.rate, line.amount]).sort()).toEqual([
    [1_000n, 2_894n],
    [1_000n, 78n],
  ]);
  const sheets = await world.db.select().from(timesheets);
  for (const { line } of page.lines.filter(({ line }) => line.kind === "work")) {
    const sheet = sheets.find((one) => one.id === line.timesheetId)!;
    expect([line.amount, line.minutes, line.rate]).toEqual([sheet.pay, sheet.minutes, sheet.hourlyRate]);
  }
});

test("the agent has the same invoice that the business has; nobody else finds it", async ({ world }) => {
  const working = await givenWorking(world);
  await work(world.db, working, "2026-11-12", 60);
  await world.advanceTo("2026-11-16T12:00Z");
  const { documents, lines } = await billPage(world.db, (await billOf(world.db, working.businessId)).id, working.people.owner);
  const document = documents.find((one) => one.issuerKind === "agent")!;
  const copy = await agentInvoice(world.db, document.id, working.freelancer.agent);
  expect(copy.invoice).toEqual(document);
  expect(copy.lines).toEqual(lines.filter(({ line }) => line.invoiceId === document.id));
  const feeInvoice = documents.find((one) => one.issuerKind === "platform")!;
  const { agent: stranger } = await givenAgent(world.db, { now: world.now() });
  await expect(agentInvoice(world.db, feeInvoice.id, working.freelancer.agent)).rejects.toBeInstanceOf(NotFound);
  for (const actor of [stranger, working.people.owner])
    await expect(agentInvoice(world.db, document.id, actor)).rejects.toBeInstanceOf(NotFound);
});

test("closing again makes nothing new, and numbers have no gaps over weeks", async ({ world }) => {
  const working = await givenWorking(world);
  await work(world.db, working, "2026-11-12", 60);
  await world.advanceTo("2026-11-16T12:00Z");
  await work(world.db, working, "2026-11-18", 60);
  await world.advanceTo("2026-11-23T12:00Z");
  const close = { businessId: working.businessId, week: "2026-11-09", currency: "USD" };
  const again = () => world.db.transaction((tx) => closeBill(tx, close, { actor: system, now: world.now() }));
  const [one, two] = await Promise.all([again(), again()]);
  expect(one!.id).toBe(two!.id);
  expect(await world.db.select().from(bills)).toHaveLength(2);
  const issued = await world.db.select().from(invoices).orderBy(asc(invoices.series), asc(invoices.number));
  const series = `A-${working.agentId.slice(-8).toUpperCase()}`;
  expect(issued.map(invoiceName)).toEqual([`${series}-2026-000001`, `${series}-2026-000002`, "DH-2026-000001", "DH-2026-000002"]);
});

test("what is too little for a card waits for the next close, and nothing of it is lost", async ({ world }) => {
  const working = await givenWorking(world);
  // 3 minutes at 7.25 are 0.3625, 0.36; with the fee of 0.04 they are below the 0.50 that a card can be charged.
  await work(world.db, working, "2026-11-12", 3);
  await world.advanceTo("2026-11-16T12:00Z");
  expect(await world.db.select().from(bills)).toEqual([]);
  await work(world.db, working, "2026-11-18", 60);
  await world.advanceTo("2026-11-23T12:00Z");
  const bill = await billOf(world.db, working.businessId);
  expect(bill).toMatchObject({ week: "2026-11-16", state: "paid", pay: 761n, fee: 77n, total: 838n });
  const { lines } = await billPage(world.db, bill.id, working.people.owner);
  expect(
    lines
      .filter(({ line }) => line.kind === "work")
      .map((one) => one.week)
      .sort(),
  ).toEqual(["2026-11-09", "2026-11-16"]);
  expect(await standingOf(world.db, working.agentId)).toMatchObject({ pending: "7.61" });
});

test("bills are seen by owner, manager, finance and platform finance only; nobody closes one by hand", async ({ world }) => {
  const working = await givenWorking(world);
  await work(world.db, working, "2026-11-12", 60);
  await world.advanceTo("2026-11-16T12:00Z");
  const { people, businessId } = working;
  const bill = await billOf(world.db, businessId);
  const auditor = await givenStaff(world.db);
  for (const actor of [people.owner, people.manager, people.finance, auditor])
    expect((await billPage(world.db, bill.id, actor)).bill.id).toBe(bill.id);
  const other = await givenOtherBusiness(world.db);
  const wrong = [
    [people.viewer, Forbidden],
    [other.owner, NotFound],
    [working.freelancer.agent, NotFound],
  ] as const;
  for (const [actor, error] of wrong) {
    await expect(billPage(world.db, bill.id, actor)).rejects.toBeInstanceOf(error);
    await expect(billsOf(world.db, businessId, { page: 1, now: world.now() }, actor)).rejects.toBeInstanceOf(error);
    await expect(allBillsOf(world.db, businessId, actor)).rejects.toBeInstanceOf(error);
  }
  const close = { businessId, week: "2026-11-09", currency: "USD" };
  for (const actor of [people.owner, auditor])
    await expect(world.db.transaction((tx) => closeBill(tx, close, { actor, now: world.now() }))).rejects.toBeInstanceOf(
      Forbidden,
    );
});
