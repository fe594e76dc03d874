import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { floatPage } from "#app/domain/payouts/float.server.ts";
import { type Float, topUpAhead, topUpProposal } from "#app/domain/payouts/float.ts";
import { setTopUpRule } from "#app/domain/payouts/set-top-up-rule.server.ts";
import { topUpAheadFlow } from "#app/domain/payouts/top-up-ahead-flow.server.ts";
import { topUpFlow } from "#app/domain/payouts/top-up-flow.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { toMajor } from "#app/kernel/money.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { payouts, topUpRules, topUps } from "#db/schema/payouts.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { cards, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded } from "#tests/factories/payouts.ts";
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

test("what the rule may take: whole units within what is left of the week", () => {
  const float: Float = { currency: "USD", available: 0n, pending: 0n, due: 0n, coming: 3_001n, advances: 0n };
  expect(topUpAhead(float, 10_000n)).toBe(3_100n);
  expect(topUpAhead(float, 2_050n)).toBe(2_000n);
  expect(topUpAhead(float, 99n)).toBe(0n);
  expect(topUpAhead({ ...float, available: 3_001n }, 10_000n)).toBe(0n);
});

test("the rule tops up once a day before the pay day, within its week, and the agent is paid although the business has not", async ({
  world,
}) => {
  const { db } = world;
  const finance = await givenStaff(db);
  const set = (weeklyLimit: bigint, actor: Actor = finance) =>
    db.transaction((tx) =>
      setTopUpRule(tx, { currency: "USD", weeklyLimit, reason: "Protected weeks" }, { actor, now: world.now() }),
    );
  expect(await set(100_000n)).toBe("set");
  const working = await givenWorking(world, { card: cards.declined });
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T14:00Z");
  expect(await db.select().from(topUps)).toMatchObject([
    // 289.40 is within seven days since Wednesday noon.
    { automaticOn: "2026-11-19", amount: 29_000n, state: "succeeded" },
  ]);
  expect(await db.select({ state: payouts.state }).from(payouts)).toEqual([{ state: "sent" }]);
  await topUpAheadFlow(db, world.stripe, { actor: system, now: world.now() });
  expect(await db.select().from(topUps)).toHaveLength(1);

  expect(await set(200_000n)).toBe("waits");
  const [asked] = await db.select().from(approvals);
  expect(asked).toMatchObject({ action: "float.rule", amount: 200_000n, state: "requested" });
  const second = { actor: await givenStaff(db), now: world.now() };
  await db.transaction((tx) => decideApproval(tx, { approvalId: asked!.id, approve: true, note: "" }, second));
  await world.settle();
  expect(await db.select().from(topUpRules)).toMatchObject([{ currency: "USD", weeklyLimit: 200_000n }]);
  expect(await set(0n)).toBe("set");
  await expect(set(0n, working.people.owner)).rejects.toThrow();
  await expect(set(10_000n, await givenStaff(db, ["mediator"]))).rejects.toBeInstanceOf(Forbidden);
});

test("a top-up that Stripe refuses is failed at once and not sent again", async ({ world }) => {
  const { db, stripe } = world;
  const order = { id: newId(), amount: 29_000n, currency: "CHF", reason: "A currency without a bank", automaticOn: "2026-11-09" };
  await expect(topUpFlow(db, stripe, order, { actor: system, now: world.now() })).rejects.toThrow();
  expect(await db.select().from(topUps)).toMatchObject([{ id: order.id, state: "failed", stripeTopUpId: null }]);
  await topUpAheadFlow(db, stripe, { actor: system, now: world.now() });
});
