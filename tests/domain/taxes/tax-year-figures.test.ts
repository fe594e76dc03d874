import { eq, sql } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { issueCreditNote } from "#app/domain/billing/issue-credit-note.server.ts";
import { agentsToAsk, askForTaxForm } from "#app/domain/taxes/ask-for-tax-form.server.ts";
import { keepTaxYear } from "#app/domain/taxes/keep-tax-year.server.ts";
import { filingFile, reportFile } from "#app/domain/taxes/tax-files.server.ts";
import { agentTaxYear, taxYearOf } from "#app/domain/taxes/tax-year.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { auditEntries } from "#db/schema/accounts.ts";
import { invoices } from "#db/schema/billing.ts";
import { taxSummaries } from "#db/schema/taxes.ts";
import { eventsNamed, givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, givenCardOnFile, givenWorking, work } from "#tests/factories/billing.ts";
import { cipher, saveForAgent } from "#tests/factories/taxes.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

/** Two weeks of 500 minutes at 10.00 EUR, Portuguese on both sides: each 83.33 and 19.17 VAT, fee 8.33; the first week half credited. */
async function givenYear(world: MoneyWorld) {
  const people = await givenBusiness(world.db, { now: world.now(), country: "PT" });
  await givenCardOnFile(world, { businessId: people.business.id, member: people.finance });
  const working = await givenWorking(world, { people, rate: money(1_000n, "EUR") });
  await saveForAgent(world.db, working.agentId, {}, { now: world.now() });
  await work(world.db, working, "2026-11-12", 500);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  await work(world.db, working, "2026-11-17", 500);
  await world.advanceTo("2026-11-23T12:30Z");
  await world.db.transaction((tx) =>
    issueCreditNote(
      tx,
      { billId: bill.id, work: 4_000n, fee: 400n, reason: "Booked twice." },
      { actor: system, now: world.now() },
    ),
  );
  const finance = await givenStaff(world.db);
  return { ...working, finance, asking: () => ({ actor: finance, now: world.now() }) };
}

test("a year's figures are those of the documents, agree with the ledger, and name the report and the form on file", async ({
  world,
}) => {
  const { agentId, asking } = await givenYear(world);
  const [agent, ...others] = await taxYearOf(world.db, 2026, asking());
  expect(others).toEqual([]);
  expect(agent).toMatchObject({ agentId, country: "PT", form: "W-8BEN", formState: "valid", report: "DAC7", reason: "services" });
  const [year] = agent!.years;
  expect(year).toMatchObject({
    currency: "EUR",
    gross: 16_666n,
    credited: 4_000n,
    tax: 3_834n - 920n,
    fees: 1_666n - 400n,
    transactions: 2,
    billed: 20_500n,
    ledgerDiffers: null,
    kept: null,
  });
  expect(year!.quarters.map((one) => one.gross)).toEqual([0n, 0n, 0n, 16_666n]);
  const [sum] = await world.db
    .select({
      net: sql`sum(case when ${invoices.kind} = 'invoice' then ${invoices.net} else -${invoices.net} end)`.mapWith(BigInt),
    })
    .from(invoices)
    .where(eq(invoices.issuerId, agentId));
  expect(sum!.net).toBe(year!.gross - year!.credited);
  expect(await taxYearOf(world.db, 2025, asking())).toEqual([]);
});

test("an agent reads their own year with its documents; others do not find it", async ({ world }) => {
  const { agentId, freelancer, people } = await givenYear(world);
  const { years, documents, party } = await agentTaxYear(world.db, { agentId, year: 2026 }, freelancer.agent);
  expect(documents.map((one) => [one.kind, one.net, one.tax])).toEqual([
    ["invoice", 8_333n, 1_917n],
    ["invoice", 8_333n, 1_917n],
    ["credit_note", 4_000n, 920n],
  ]);
  expect(years[0]!.gross).toBe(16_666n);
  expect(party.vatNumber).toBe("PT234567899");
  const another = await givenAgent(world.db, { now: world.now() });
  for (const actor of [another.agent, people.owner])
    await expect(agentTaxYear(world.db, { agentId, year: 2026 }, actor)).rejects.toThrow(NotFound);
  await expect(taxYearOf(world.db, 2026, { actor: people.owner, now: world.now() })).rejects.toThrow(NotFound);
  const mediator = await givenStaff(world.db, ["mediator"]);
  await expect(taxYearOf(world.db, 2026, { actor: mediator, now: world.now() })).rejects.toThrow(Forbidden);
});

test("files to check hide numbers; the file for filing holds them, and the audit log says who took it and why", async ({
  world,
}) => {
  const { agentId, asking, finance } = await givenYear(world);
  const dac7 = { year: 2026, report: "DAC7" as const };
  const shown = JSON.stringify(await reportFile(world.db, dac7, asking()));
  expect(shown).toContain("...7899");
  expect(shown).not.toMatch(/"234567899"|1991-04-12/);
  const filing = await world.db.transaction((tx) =>
    filingFile(tx, { ...dac7, reason: "Filing with the BZSt.", cipher }, asking()),
  );
  expect(filing.rows[0]).toEqual(expect.arrayContaining([agentId, "234567899", "1991-04-12", "126.66", "12.66", "29.14"]));
  const entries = await world.db.select().from(auditEntries);
  expect(entries).toMatchObject([
    {
      action: "tax-report.exported",
      actorId: finance.userId,
      reason: "Filing with the BZSt.",
      detail: { report: "DAC7", agents: 1 },
    },
  ]);
  expect((await reportFile(world.db, { year: 2026, report: "1099-K" }, asking())).rows).toEqual([]);
  const mediator = await givenStaff(world.db, ["mediator"]);
  await expect(
    world.db.transaction((tx) => filingFile(tx, { ...dac7, reason: "Curious.", cipher }, { actor: mediator, now: world.now() })),
  ).rejects.toThrow(Forbidden);
});

test("a year's figures are kept once it is over, once, and a later correction shows beside them", async ({ world }) => {
  const { asking, finance } = await givenYear(world);
  const keep = (now: Date, actor = finance) =>
    world.db.transaction((tx) => keepTaxYear(tx, { year: 2026, reason: "Reported in January." }, { actor, now }));
  await expect(keep(at("2026-12-31T23:59Z"))).rejects.toThrow(Conflict);
  await expect(keep(at("2027-01-10T09:00Z"), await givenStaff(world.db, ["mediator"]))).rejects.toThrow(Forbidden);
  expect(await keep(at("2027-01-10T09:00Z"))).toBe(1);
  expect(await keep(at("2027-01-10T09:00Z"))).toBe(0);
  expect(await world.db.select().from(taxSummaries)).toMatchObject([{ gross: 16_666n, form: "DAC7", transactions: 2 }]);
  const [agent] = await taxYearOf(world.db, 2026, asking());
  expect(agent!.years[0]!.kept).toMatchObject({ gross: 16_666n, same: true });
  expect(await world.db.select().from(auditEntries)).toHaveLength(1);
});

test("agents with earnings and no form that holds are asked: by finance at most once a day, by the job once a week", async ({
  world,
}) => {
  const working = await givenWorking(world);
  const signed = await givenWorking(world);
  await saveForAgent(world.db, signed.agentId, {}, { now: world.now() });
  for (const one of [working, signed]) await work(world.db, one, "2026-11-12", 100);
  const idle = await givenAgent(world.db, { now: world.now() });
  await world.advanceTo("2026-11-16T12:30Z");
  const finance = await givenStaff(world.db);
  const ask = (iso: string, actor: typeof finance | typeof system = finance, agentId = working.agentId) =>
    world.db.transaction((tx) => askForTaxForm(tx, { agentId }, { actor, now: at(iso) }));
  const asked = () => eventsNamed(world.db, "tax-form.asked");

  // The nightly job of 17 November asked nobody yet: the clock stands on the 16th.
  expect(await agentsToAsk(world.db, { actor: system, now: world.now() })).toEqual([working.agentId]);
  expect(await ask("2026-11-16T13:00Z")).toBe(true);
  expect(await ask("2026-11-16T13:00Z")).toBe(false);
  expect(await ask("2026-11-16T13:00Z", finance, signed.agentId)).toBe(false);
  expect(await agentsToAsk(world.db, { actor: system, now: at("2026-11-20T06:00Z") })).toEqual([]);
  expect(await ask("2026-11-20T06:00Z", system)).toBe(false);
  expect(await ask("2026-11-23T13:01Z", system)).toBe(true);
  expect(await asked()).toEqual([{ agentId: working.agentId }, { agentId: working.agentId }]);
  expect(idle.agentId).not.toBe(working.agentId);

  await expect(ask("2026-11-23T13:01Z", finance, newId())).rejects.toThrow(NotFound);
  for (const actor of [working.freelancer.agent, working.people.owner])
    await expect(ask("2026-11-25T13:01Z", actor as unknown as typeof finance)).rejects.toThrow(NotFound);
  await expect(ask("2026-11-25T13:01Z", await givenStaff(world.db, ["mediator"]))).rejects.toThrow(Forbidden);
  expect(await agentsToAsk(world.db, { actor: working.people.owner, now: world.now() })).toEqual([]);
});
