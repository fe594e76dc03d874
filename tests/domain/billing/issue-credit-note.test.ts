import { system } from "#app/domain/accounts/permissions.ts";
import { arrangementOf } from "#app/domain/billing/arrangement.server.ts";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { issueCreditNote } from "#app/domain/billing/issue-credit-note.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { eventsNamed, givenBusiness } from "#tests/factories/accounts.ts";
import { billOf, givenCardOnFile, givenWorking, work } from "#tests/factories/billing.ts";
import { documentsOf, givenTaxHome, linesOfDocument } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

const REASON = "Two hours were booked twice.";

/** A paid week of 500 minutes at 10.00 EUR, Portuguese on both sides: 83.33 and 19.17 VAT, fee 8.33 and 1.92 VAT. */
async function givenPaidWeek(world: MoneyWorld) {
  const people = await givenBusiness(world.db, { now: world.now(), country: "PT" });
  await givenCardOnFile(world, { businessId: people.business.id, member: people.finance });
  const working = await givenWorking(world, { people, rate: money(1_000n, "EUR") });
  const home = { legalName: "Marta Oliveira", country: "PT", vatNumber: "PT510000002" };
  await givenTaxHome(world.db, { kind: "agent", id: working.agentId }, home, world.now());
  await work(world.db, working, "2026-11-12", 500);
  await world.advanceTo("2026-11-16T12:30Z");
  const [sheet] = await world.db.select().from(timesheets);
  const bill = await billOf(world.db, working.businessId);
  const credit = (parts: { work: bigint; fee: bigint; timesheetId?: string; reason?: string }) =>
    world.db.transaction((tx) =>
      issueCreditNote(tx, { billId: bill.id, reason: REASON, ...parts }, { actor: system, now: world.now() }),
    );
  return { ...working, bill, timesheetId: sheet!.id, credit };
}

test("a credit note for each invoice it touches, with the invoice's own tax and a number of the issuer's own series", async ({
  world,
}) => {
  const { bill, agentId, timesheetId, credit } = await givenPaidWeek(world);
  const issued = await credit({ work: 2_000n, fee: 200n, timesheetId });
  expect(issued).toMatchObject({ workTax: 460n, feeTax: 46n });
  const notes = await documentsOf(world.db, bill.id, "credit_note");
  expect(notes.map((one) => [invoiceName(one), one.net, one.tax, one.total, one.note])).toEqual([
    [`A-${agentId.slice(-8).toUpperCase()}-CN-2026-000001`, 2_000n, 460n, 2_460n, REASON],
    ["DH-CN-2026-000001", 200n, 46n, 246n, REASON],
  ]);
  const invoices = await documentsOf(world.db, bill.id, "invoice");
  expect(notes.map((one) => one.corrects)).toEqual(invoices.map((one) => one.id));
  expect(await linesOfDocument(world.db, notes[0]!.id)).toMatchObject([
    { kind: "work_credit", timesheetId, amount: 2_000n, tax: 460n },
  ]);
  expect((await eventsNamed(world.db, "credit-note.issued")).map((one) => one.invoiceId)).toEqual(issued.invoiceIds);
});

test("crediting in pieces takes back every cent of tax, and never more than there was", async ({ world }) => {
  const { bill, credit } = await givenPaidWeek(world);
  const taxes: bigint[] = [];
  for (const part of [1_111n, 2_222n, 5_000n]) taxes.push((await credit({ work: part, fee: 0n })).workTax);
  // 23% of 11.11 are 2.555; of 33.33 together 7.667; of all 83.33 the invoice's own 19.17.
  expect(taxes).toEqual([256n, 511n, 1_150n]);
  await expect(credit({ work: 1n, fee: 0n })).rejects.toBeInstanceOf(Conflict);
  await expect(credit({ work: 0n, fee: 834n })).rejects.toBeInstanceOf(Conflict);
  await expect(credit({ work: -1n, fee: 0n })).rejects.toBeInstanceOf(Conflict);
  expect((await credit({ work: 0n, fee: 833n })).feeTax).toBe(192n);
  expect(await documentsOf(world.db, bill.id, "credit_note")).toHaveLength(4);
});

test("numbers have no gaps when several are written at once and some are given up", async ({ world }) => {
  const { bill, timesheetId, credit } = await givenPaidWeek(world);
  const context = { actor: system, now: world.now() };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) =>
      world.db.transaction(async (tx) => {
        await issueCreditNote(tx, { billId: bill.id, timesheetId, work: 100n, fee: 10n, reason: REASON }, context);
        if (index % 3 === 0) throw new Error("given up");
      }),
    ),
  );
  expect(outcomes.filter((one) => one.status === "fulfilled")).toHaveLength(8);
  await credit({ work: 100n, fee: 10n });
  const notes = await documentsOf(world.db, bill.id, "credit_note");
  for (const kind of ["agent", "platform"] as const)
    expect(notes.filter((one) => one.issuerKind === kind).map((one) => one.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("an unknown bill is not found, and a week of another bill has nothing to credit", async ({ world }) => {
  const { credit } = await givenPaidWeek(world);
  const context = { actor: system, now: world.now() };
  await expect(
    world.db.transaction((tx) => issueCreditNote(tx, { billId: newId(), work: 1n, fee: 0n, reason: REASON }, context)),
  ).rejects.toBeInstanceOf(NotFound);
  await expect(credit({ work: 1n, fee: 0n, timesheetId: newId() })).rejects.toBeInstanceOf(Conflict);
});

test("a business that arranged nothing pays by card at the close", async ({ world }) => {
  const { business } = await givenBusiness(world.db, { now: world.now() });
  expect(await arrangementOf(world.db, business.id, world.now())).toMatchObject({
    mode: "card",
    cadence: "weekly",
    netDays: null,
  });
});
