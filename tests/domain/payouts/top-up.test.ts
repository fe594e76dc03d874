import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { floatPage } from "#app/domain/payouts/float.server.ts";
import { type Float, topUpProposal } from "#app/domain/payouts/float.ts";
import { topUpFlow } from "#app/domain/payouts/top-up-flow.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { toMajor } from "#app/kernel/money.ts";
import { auditEntries } from "#db/schema/accounts.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { cards, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { expect, test } from "#tests/setup/money.ts";

test("what is missing for the next pay day is proposed in whole units; what is on its way counts", () => {
  const float: Float = { currency: "USD", available: 10_000n, pending: 5_000n, due: 12_000n, coming: 3_001n, advances: 9_000n };
  expect(topUpProposal(float)).toBe(100n);
  expect(topUpProposal({ ...float, pending: 5_001n })).toBe(0n);
});

test("finance tops up once, however often the button is pressed; it is booked when the bank's money came", async ({ world }) => {
  const { db, stripe } = world;
  const finance = await givenStaff(db);
  const working = await givenWorking(world, { card: cards.declined });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-23T09:00Z");
  const page = () => floatPage(db, stripe, world.now(), finance);
  // 289.40 become available on Wednesday 25, protected, and the business has not paid.
  expect((await page()).floats[0]).toMatchObject({ currency: "USD", available: 0n, due: 0n, coming: 28_940n });
  expect(topUpProposal((await page()).floats[0]!)).toBe(29_000n);

  const topUp = { id: newId(), amount: 29_000n, currency: "USD", reason: "Protected week of Lumen" };
  const press = (actor: Parameters<typeof topUpFlow>[3]["actor"] = finance) =>
    topUpFlow(db, stripe, topUp, { actor, now: world.now() });
  await press();
  await press();
  expect((await page()).topUps).toMatchObject([{ amount: 29_000n, status: "pending" }]);
  const books = async () => [
    toMajor(await balanceOf(db, accounts.stripeBalance("USD"))),
    toMajor(await balanceOf(db, accounts.bank("USD"))),
  ];
  expect(await books()).toEqual(["0.00", "0.00"]);
  await world.advanceTo("2026-11-24T10:00Z");
  expect(await books()).toEqual(["290.00", "-290.00"]);
  await press();
  expect(await books()).toEqual(["290.00", "-290.00"]);
  expect(await db.select().from(auditEntries)).toMatchObject([
    { action: "float.topped-up", amount: 29_000n, reason: topUp.reason },
  ]);
  for (const actor of [working.people.owner, await givenStaff(db, ["operator"])]) {
    await expect(press(actor)).rejects.toThrow();
    await expect(floatPage(db, stripe, world.now(), actor)).rejects.toThrow();
  }
  await expect(press(await givenStaff(db, ["mediator"]))).rejects.toBeInstanceOf(Forbidden);
});
