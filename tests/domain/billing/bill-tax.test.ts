import { eq } from "drizzle-orm";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { sharesOf } from "#app/domain/billing/shares.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { money } from "#app/kernel/money.ts";
import { bonuses } from "#db/schema/billing.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { billOf, givenCardOnFile, givenWorking, work } from "#tests/factories/billing.ts";
import { balanceText, documentsOf, givenBonus, givenTaxHome, linesOfDocument } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** A Portuguese agent registered for VAT, at work for a business of some country. */
async function givenTaxedWork(
  world: MoneyWorld,
  { country, vatNumber, region }: { country: string; vatNumber?: string; region?: string },
) {
  const people = await givenBusiness(world.db, { now: world.now(), country });
  await givenCardOnFile(world, { businessId: people.business.id, member: people.finance });
  const working = await givenWorking(world, { people, rate: money(1_000n, "EUR") });
  const home = {
    legalName: "Lumen SARL",
    country,
    region,
    vatNumber,
    address: "12 rue de la Paix",
    city: "Paris",
    postcode: "75002",
  };
  await givenTaxHome(world.db, { kind: "business", id: working.businessId }, home, world.now());
  await givenTaxHome(
    world.db,
    { kind: "agent", id: working.agentId },
    { legalName: "Marta Oliveira, Lda", country: "PT", vatNumber: "PT510000002" },
    world.now(),
  );
  return working;
}

test("an agent's VAT at home belongs to the agent; the fee's VAT to its jurisdiction; the bill asks for both", async ({
  world,
}) => {
  const working = await givenTaxedWork(world, { country: "PT" });
  await work(world.db, working, "2026-11-12", 500);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  // 500 minutes at 10.00 are 83.33; the fee 8.33. 23% of 83.33 are 19.1659, of 8.33 are 1.9159.
  expect(bill).toMatchObject({ pay: 8_333n, fee: 833n, tax: 2_109n, total: 11_275n, state: "paid" });
  const [mine, fee] = await documentsOf(world.db, bill.id);
  expect(mine).toMatchObject({ net: 8_333n, tax: 1_917n, total: 10_250n, taxRateBps: 2_300, taxJurisdiction: "PT" });
  expect(fee).toMatchObject({ net: 833n, tax: 192n, total: 1_025n, taxReason: "taxes:reasons.destination" });
  expect(await balanceText(world.db, accounts.pending(working.agentId, "EUR"))).toBe("102.50");
  expect(await balanceText(world.db, accounts.fees("EUR"))).toBe("8.33");
  expect(await balanceText(world.db, accounts.vat("PT", "EUR"))).toBe("1.92");
  expect(await balanceText(world.db, accounts.receivable(working.businessId, "EUR"))).toBe("0.00");
});

test("to another EU country with a VAT number the tax is the customer's, and both sides stand on the document as of that day", async ({
  world,
}) => {
  const working = await givenTaxedWork(world, { country: "FR", vatNumber: "FR40303265045" });
  await work(world.db, working, "2026-11-12", 60);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  expect(bill).toMatchObject({ pay: 1_000n, fee: 100n, tax: 0n, total: 1_100n });
  const [mine, fee] = await documentsOf(world.db, bill.id);
  expect([mine!.taxReason, fee!.taxReason]).toEqual(["taxes:reasons.reverseCharge", "taxes:reasons.reverseCharge"]);
  expect(mine).toMatchObject({
    issuer: { name: "Marta Oliveira, Lda", country: "PT", taxNumber: "PT510000002" },
    recipient: { name: "Lumen SARL", lines: ["12 rue de la Paix", "75002 Paris"], country: "FR", taxNumber: "FR40303265045" },
  });
  expect(fee!.issuer).toMatchObject({ name: "Deskhand, Inc.", country: "US" });
});

test("shares of a document's tax add up to it, line by line, in two people's weeks", async ({ world }) => {
  const first = await givenTaxedWork(world, { country: "PT" });
  const agent = await givenAgent(world.db, { now: world.now(), name: "Bruno Costa" });
  const second = await givenWorking(world, { people: first.people, agent, rate: money(1_000n, "EUR") });
  await work(world.db, first, "2026-11-12", 11);
  await work(world.db, second, "2026-11-12", 13);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, first.businessId);
  const fee = (await documentsOf(world.db, bill.id)).find((one) => one.issuerKind === "platform")!;
  const lines = await linesOfDocument(world.db, fee.id);
  // 1.83 and 2.17; fees 0.18 and 0.22; 23% of 0.40 are 0.09, shared 0.04 and 0.05.
  expect([fee.net, fee.tax, lines.map((line) => line.tax).sort()]).toEqual([40n, 9n, [4n, 5n]]);
});

test("a bonus stands on the next bill beside the hours, once, with its own fee", async ({ world }) => {
  const working = await givenTaxedWork(world, { country: "PT" });
  await world.advanceTo("2026-11-12T08:00Z");
  const by = working.people.manager.userId;
  const bonusId = await givenBonus(world.db, working, { amount: money(5_000n, "EUR"), fee: 500n, by, now: world.now() });
  await work(world.db, working, "2026-11-12", 60);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  expect(bill).toMatchObject({ pay: 6_000n, fee: 600n, tax: 1_518n, total: 8_118n });
  const [mine] = await documentsOf(world.db, bill.id);
  const lines = await linesOfDocument(world.db, mine!.id);
  expect(lines.map((line) => [line.kind, line.amount, line.tax, line.bonusId]).sort()).toEqual([
    ["bonus", 5_000n, 1_150n, bonusId],
    ["work", 1_000n, 230n, null],
  ]);
  await world.advanceTo("2026-11-23T12:30Z");
  expect((await billOf(world.db, working.businessId)).id).toBe(bill.id);
  const [bonus] = await world.db.select().from(bonuses).where(eq(bonuses.id, bonusId));
  expect(bonus).toMatchObject({ state: "billed", billId: bill.id });
});

test("a bonus alone makes a bill of its own", async ({ world }) => {
  const working = await givenTaxedWork(world, { country: "US", region: "NY" });
  await world.advanceTo("2026-11-12T08:00Z");
  const by = working.people.manager.userId;
  await givenBonus(world.db, working, { amount: money(2_000n, "EUR"), fee: 200n, by, now: world.now() });
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  expect(bill).toMatchObject({ week: "2026-11-09", pay: 2_000n, fee: 200n, state: "paid" });
  const numbers = (await documentsOf(world.db, bill.id)).map(invoiceName);
  expect(numbers).toEqual([`A-${working.agentId.slice(-8).toUpperCase()}-2026-000001`, "DH-2026-000001"]);
});

test("shares are whole and add up, the largest remainders first, ties in order", () => {
  expect(sharesOf(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
  expect(sharesOf(100n, [333n, 333n, 334n])).toEqual([33n, 33n, 34n]);
  expect(sharesOf(0n, [5n, 0n])).toEqual([0n, 0n]);
  expect(sharesOf(0n, [])).toEqual([]);
});
