import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { sendRefundFlow } from "#app/domain/billing/send-refund-flow.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { creditNotesOf, moneyOfDispute } from "#tests/factories/disputes.ts";
import { askRefund, refundById } from "#tests/factories/refunds.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { resumeMoney } from "#workers/jobs/resume-money.ts";
import { settle } from "#workers/run-inline.ts";

async function givenPaidBill(world: MoneyWorld, card?: string) {
  const working = await givenWorking(world, card ? { card } : {});
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const finance = await givenStaff(world.db, ["platform_finance"]);
  return { ...working, finance, bill: await billOf(world.db, working.businessId) };
}
const stripeBalance = async ({ db }: MoneyWorld) => toMajor(await balanceOf(db, accounts.stripeBalance("USD")));

test("part of the fee goes back to the card: a credit note, one call to Stripe, and the books agree with Stripe's", async ({
  world,
}) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  const about = { billId: given.bill.id };
  const context = { actor: given.finance, now: world.now() };
  const before = await stripeBalance(world);
  const { refundId, outcome } = await askRefund(db, { about, amount: 1_000n, to: "card" }, context);
  expect(outcome).toBe("requested");
  // Pressed twice.
  await askRefund(db, { about, amount: 1_000n, to: "card", refundId }, context);
  await world.settle();
  expect(await refundById(db, refundId)).toMatchObject({ state: "succeeded", amount: 1_000n, feePart: 1_000n });
  expect(await creditNotesOf(db, given.bill.id)).toEqual(["platform 10.00"]);
  expect(await moneyOfDispute(db, given)).toMatchObject({ fees: "18.94", credit: "0.00", pending: "289.40" });
  expect(Number(before) - Number(await stripeBalance(world))).toBeCloseTo(10);
  expect((await world.stripe.refunds.list()).data).toHaveLength(1);
  expect(await db.select().from(auditEntries).where(eq(auditEntries.action, "refund.requested"))).toHaveLength(1);
});

test("a sum that Deskhand bears becomes credit; no document of an agent changes", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  await askRefund(
    db,
    { about: { billId: given.bill.id }, amount: 2_500n, what: "goodwill" },
    { actor: given.finance, now: world.now() },
  );
  await world.settle();
  expect(await moneyOfDispute(db, given)).toMatchObject({ writeOffs: "25.00", credit: "25.00", fees: "28.94" });
  expect(await creditNotesOf(db, given.bill.id)).toEqual([]);
});

test("credit that was not used goes to the card that paid, and is promised once", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  const about = { billId: given.bill.id };
  const context = { actor: given.finance, now: world.now() };
  await askRefund(db, { about, amount: 2_500n, what: "goodwill" }, context);
  await askRefund(db, { about, amount: 2_000n, what: "credit", to: "card" }, context);
  await expect(askRefund(db, { about, amount: 501n, what: "credit", to: "card" }, context)).rejects.toThrow("atMost");
  await world.settle();
  expect(await moneyOfDispute(db, given)).toMatchObject({ credit: "5.00" });
  expect((await world.stripe.refunds.list()).data.map((one) => one.amount)).toEqual([2_000]);
});

test("credit promised to a card pays no bill meanwhile", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  const about = { billId: given.bill.id };
  const context = { actor: given.finance, now: world.now() };
  await askRefund(db, { about, amount: 2_500n, what: "goodwill" }, context);
  world.control.setFaults([{ method: "POST", path: "/v1/refunds", times: 1000, status: 503 }]);
  const { refundId } = await askRefund(db, { about, amount: 2_000n, what: "credit", to: "card" }, context);
  await expect(world.settle()).rejects.toThrow();
  await settle(world.deps, new Set(["send-refund", "notify"]));
  await work(db, given, "2026-11-18", 120);
  await world.advanceTo("2026-11-23T12:10Z");
  // 14.50 and the fee of 1.45: five of credit are free, the rest is charged.
  expect(await billOf(db, given.businessId)).toMatchObject({ total: 1_595n, creditApplied: 500n, state: "paid" });
  world.control.setFaults([]);
  await resumeMoney.run({}, world.deps);
  await world.settle();
  expect(await refundById(db, refundId)).toMatchObject({ state: "succeeded" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ credit: "0.00" });
});

test("a refund cut off at any point is made once", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  const context = { actor: given.finance, now: world.now() };
  const { refundId } = await askRefund(db, { about: { billId: given.bill.id }, amount: 1_000n, to: "card" }, context);
  const system = world.deps.context();
  // The answer is lost after Stripe has made it.
  const deaf = new Proxy(world.stripe, {
    get: (stripe, name) =>
      name === "refunds"
        ? {
            create: async (...given: Parameters<typeof stripe.refunds.create>) => {
              await stripe.refunds.create(...given);
              throw new Error("the line went dead");
            },
          }
        : Reflect.get(stripe, name),
  });
  await expect(sendRefundFlow(db, deaf, { refundId }, system)).rejects.toThrow("line went dead");
  expect(await refundById(db, refundId)).toMatchObject({ state: "reserved" });
  await Promise.all([1, 2, 3].map(() => sendRefundFlow(db, world.stripe, { refundId }, system)));
  await world.settle();
  expect((await world.stripe.refunds.list()).data).toHaveLength(1);
  expect(await refundById(db, refundId)).toMatchObject({ state: "succeeded" });
  expect(await db.select().from(ledgerTransactions).where(eq(ledgerTransactions.kind, "refund.sent"))).toHaveLength(1);
});

test("a refund that the card's bank sends back becomes credit, and a pending one succeeds later", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world, "4000000000005126");
  const context = { actor: given.finance, now: world.now() };
  const { refundId } = await askRefund(db, { about: { billId: given.bill.id }, amount: 1_000n, to: "card" }, context);
  await world.settle();
  expect(await refundById(db, refundId)).toMatchObject({ state: "succeeded" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ credit: "0.00" });
  await world.advanceTo("2026-11-19T12:00Z");
  expect(await refundById(db, refundId)).toMatchObject({ state: "failed", failureReason: "expired_or_canceled_card" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ credit: "10.00" });
});

test("a pending refund has left the books already, and is told when it arrived", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world, "4000000000007726");
  const context = { actor: given.finance, now: world.now() };
  const { refundId } = await askRefund(db, { about: { billId: given.bill.id }, amount: 1_000n, to: "card" }, context);
  await world.settle();
  expect(await refundById(db, refundId)).toMatchObject({ state: "pending" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ credit: "0.00" });
  await world.advanceTo("2026-11-18T00:00Z");
  expect(await refundById(db, refundId)).toMatchObject({ state: "succeeded" });
});

test("never more than the bill came to, not to a card after 180 days, and a reason is kept", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  const about = { billId: given.bill.id };
  const context = { actor: given.finance, now: world.now() };
  await expect(askRefund(db, { about, amount: 31_835n, what: "goodwill" }, context)).rejects.toThrow("atMost");
  await expect(askRefund(db, { about, amount: 0n, what: "goodwill" }, context)).rejects.toThrow(Invalid);
  await expect(askRefund(db, { about, amount: 2_895n }, context)).rejects.toThrow("creditTooMuch");
  const late = { actor: given.finance, now: new Date("2027-05-15T13:00:00Z") };
  await expect(askRefund(db, { about, amount: 100n, to: "card" }, late)).rejects.toThrow("tooLate");
});

test("above the limit a second person agrees, and then it is done once", async ({ world }) => {
  const { db } = world;
  // 2,395 minutes at 40.00: 1,596.67 and a fee of 159.67.
  const working = await givenWorking(world, { rate: money(4_000n, "USD") });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(db, working.businessId);
  const [first, second] = [await givenStaff(db, ["platform_finance"]), await givenStaff(db, ["platform_finance"])];
  const about = { billId: bill.id };
  const context = { actor: first, now: world.now() };
  const asked = { about, amount: 150_000n, what: "goodwill" as const, to: "card" as const };
  const { refundId, outcome } = await askRefund(db, asked, context);
  expect(outcome).toBe("waits");
  await expect(askRefund(db, asked, context)).rejects.toThrow(Conflict);
  await world.settle();
  expect(await refundById(db, refundId)).toBeNull();
  const [waiting] = await db.select().from(approvals);
  const approve = (actor: Actor) =>
    db.transaction((tx) => decideApproval(tx, { approvalId: waiting!.id, approve: true, note: "" }, { actor, now: world.now() }));
  await expect(approve(first)).rejects.toThrow(Forbidden);
  await approve(second);
  await world.settle();
  await world.settle();
  expect(await refundById(db, refundId)).toMatchObject({ amount: 150_000n, state: "succeeded", requestedBy: first.userId });
  expect(await moneyOfDispute(db, working)).toMatchObject({ writeOffs: "1500.00", credit: "0.00" });
});

test("only platform finance gives money back", async ({ world }) => {
  const { db } = world;
  const given = await givenPaidBill(world);
  const about = { billId: given.bill.id };
  for (const actor of [
    given.people.owner,
    given.people.finance,
    given.freelancer.agent,
    await givenStaff(db, ["mediator", "operator"]),
  ])
    await expect(askRefund(db, { about, amount: 100n }, { actor, now: world.now() })).rejects.toThrow(
      actor.kind === "staff" ? Forbidden : NotFound,
    );
  await expect(
    askRefund(db, { about: { billId: newId() }, amount: 100n }, { actor: given.finance, now: world.now() }),
  ).rejects.toThrow(NotFound);
});
