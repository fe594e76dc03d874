import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { advancePay } from "#app/domain/billing/advance-pay.server.ts";
import { writeOffBill } from "#app/domain/billing/write-off-bill.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { advances } from "#db/schema/billing.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, cards, givenWorking, work } from "#tests/factories/billing.ts";
import { balanceText, givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

const reason = "The business was wound up; nothing is to be had.";

function writeOff(world: MoneyWorld, billId: string, actor: Parameters<typeof writeOffBill>[2]["actor"]) {
  return world.db.transaction((tx) => writeOffBill(tx, { billId, reason }, { actor, now: world.now() }));
}

test("a claim is given up with a reason; what was advanced to the agent on it is the platform's loss; twice is once", async ({
  world,
}) => {
  const working = await givenWorking(world, { card: cards.declined });
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const [sheet] = await world.db.select().from(timesheets);
  const { businessId, agentId } = working;
  const advance = { timesheetId: sheet!.id, billId: bill.id, businessId, agentId, amount: 5_800n, currency: "USD" };
  await world.db.transaction((tx) => advancePay(tx, advance, { actor: system, now: world.now() }));
  expect(bill).toMatchObject({ state: "failed", total: 6_380n });
  expect(await balanceText(world.db, accounts.advances("USD"))).toBe("58.00");
  const staff = await givenStaff(world.db);
  expect(await writeOff(world, bill.id, staff)).toBe("writtenOff");
  expect(await writeOff(world, bill.id, staff)).toBe("writtenOff");
  expect(await billOf(world.db, working.businessId)).toMatchObject({ state: "writtenOff" });
  expect(await world.db.select().from(advances)).toMatchObject([{ state: "writtenOff", amount: 5_800n }]);
  expect(await balanceText(world.db, accounts.writeOffs("USD"))).toBe("63.80");
  expect(await balanceText(world.db, accounts.advances("USD"))).toBe("0.00");
  expect(await balanceText(world.db, accounts.receivable(working.businessId, "USD"))).toBe("0.00");
  const audited = await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, bill.id));
  expect(audited).toMatchObject([{ action: "bill.written-off", reason, amount: 6_380n, actorId: staff.userId }]);
});

test("what a business on terms pays after all takes the claim up again", async ({ world }) => {
  const working = await givenWorking(world, { card: null });
  await givenOnTerms(world.db, working.businessId, world.now());
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T12:30Z");
  await writeOff(world, (await billOf(world.db, working.businessId)).id, await givenStaff(world.db));
  const [invoice] = await termsInvoicesOf(world.db, working.businessId);
  world.control.payInvoice(invoice!.stripeInvoiceId!);
  await world.settle();
  expect(await billOf(world.db, working.businessId)).toMatchObject({ state: "paid" });
  expect(await balanceText(world.db, accounts.writeOffs("USD"))).toBe("0.00");
  expect(await balanceText(world.db, accounts.receivable(working.businessId, "USD"))).toBe("0.00");
});

test("above the set amount a second person agrees first, and the job carries it out", async ({ world }) => {
  const working = await givenWorking(world, { card: cards.declined, rate: money(30_000n, "USD") });
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const [first, second] = [await givenStaff(world.db), await givenStaff(world.db)];
  expect(await writeOff(world, bill.id, first)).toBe("waits");
  await expect(writeOff(world, bill.id, first)).rejects.toBeInstanceOf(Conflict);
  expect(await balanceText(world.db, accounts.writeOffs("USD"))).toBe("0.00");
  const [asked] = await world.db.select().from(approvals);
  await world.db.transaction((tx) =>
    decideApproval(tx, { approvalId: asked!.id, approve: true, note: "" }, { actor: second, now: world.now() }),
  );
  await world.settle();
  expect(await billOf(world.db, working.businessId)).toMatchObject({ state: "writtenOff" });
  expect(await balanceText(world.db, accounts.writeOffs("USD"))).toBe("2640.00");
});

test("a paid bill cannot be written off, an unknown one is not found, and only platform finance may", async ({ world }) => {
  const working = await givenWorking(world);
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const staff = await givenStaff(world.db);
  await expect(writeOff(world, bill.id, staff)).rejects.toBeInstanceOf(Conflict);
  await expect(writeOff(world, newId(), staff)).rejects.toBeInstanceOf(NotFound);
  const operator = await givenStaff(world.db, ["operator"]);
  const other = await givenOtherBusiness(world.db);
  for (const actor of [operator, working.people.owner, other.owner, working.freelancer.agent])
    await expect(writeOff(world, bill.id, actor)).rejects.toSatisfy(
      (error) => error instanceof Forbidden || error instanceof NotFound,
    );
});
