import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { closeHold } from "#app/domain/payouts/close-hold.server.ts";
import { holdPay } from "#app/domain/payouts/hold-pay.server.ts";
import { holdPayout } from "#app/domain/payouts/hold-payout.server.ts";
import { quoteOf } from "#app/domain/payouts/quote-payout-flow.server.ts";
import { releasePayout } from "#app/domain/payouts/release-payout.server.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { retryPayout } from "#app/domain/payouts/retry-payout.server.ts";
import { sendPayoutFlow } from "#app/domain/payouts/send-payout-flow.server.ts";
import { startRecovery } from "#app/domain/payouts/start-recovery.server.ts";
import { statementOf } from "#app/domain/payouts/statement.server.ts";
import { statementKind } from "#app/domain/payouts/statement.ts";
import { writeOffRecovery } from "#app/domain/payouts/write-off-recovery.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { type Bank, givenOnboarded, payoutsOf, standingOf, stripeAvailable } from "#tests/factories/payouts.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

const reason = "Name differs from the bank's";

/** An agent in Portugal with 39.9 hours of a week available, onboarded, asked to be paid out and not sent yet. */
async function givenReserved(world: MoneyWorld, { rate = 725n, bank = "works" as Bank } = {}) {
  const working = await givenWorking(world, { rate: money(rate, "USD") });
  await givenOnboarded(world, working.freelancer, bank);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-25T12:30Z");
  const { agentId } = working;
  const { id } = await world.db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, world.deps.context()));
  return { ...working, payoutId: id, finance: await givenStaff(world.db) };
}
const as = (actor: Actor, world: MoneyWorld) => ({ actor, now: world.now() });
const stateOf = async (world: MoneyWorld, agentId: string) => (await payoutsOf(world.db, agentId))[0]!.state;
const audited = async (db: Db, id: string) =>
  (await db.select().from(auditEntries).where(eq(auditEntries.subjectId, id)).orderBy(auditEntries.id)).map((one) => one.action);

test("finance holds a payout before it is sent, and lets it go; both stand in the audit log once", async ({ world }) => {
  const { db, stripe } = world;
  const { payoutId, agentId, finance } = await givenReserved(world);
  const hold = () => db.transaction((tx) => holdPayout(tx, { payoutId, reason }, as(finance, world)));
  await hold();
  await hold();
  await world.settle();
  expect(await sendPayoutFlow(db, stripe, { payoutId }, world.deps.context())).toBe("held");
  expect((await payoutsOf(db, agentId))[0]).toMatchObject({ state: "held", holdReason: reason, heldBy: finance.userId });
  expect((await stripe.transfers.list()).data).toHaveLength(0);
  // Asked for again while it is held, it is this one.
  const again = await db.transaction((tx) => requestPayout(tx, { agentId, currency: "USD" }, world.deps.context()));
  expect(again.id).toBe(payoutId);

  const release = () => db.transaction((tx) => releasePayout(tx, { payoutId, reason: "Seen the passport" }, as(finance, world)));
  expect(await release()).toBe("done");
  await expect(release()).rejects.toBeInstanceOf(Conflict);
  await world.settle();
  expect((await payoutsOf(db, agentId))[0]).toMatchObject({ state: "sent", holdReason: null, heldAt: null });
  await expect(hold()).rejects.toBeInstanceOf(Conflict);
  expect(await audited(db, payoutId)).toEqual(["payout.held", "payout.released"]);
});

test("above the amount that one person may decide a held payout waits for a second one", async ({ world }) => {
  const { db } = world;
  // 2,395 minutes at 26.00 USD: 1,037.83.
  const { payoutId, agentId, finance } = await givenReserved(world, { rate: 2_600n });
  await db.transaction((tx) => holdPayout(tx, { payoutId, reason }, as(finance, world)));
  const release = (actor: Actor) => db.transaction((tx) => releasePayout(tx, { payoutId, reason }, as(actor, world)));
  expect(await release(finance)).toBe("waits");
  await expect(release(finance)).rejects.toMatchObject({ key: "accounts:errors.approvalWaits" });
  expect(await stateOf(world, agentId)).toBe("held");
  const [waiting] = await db.select().from(approvals);
  expect(waiting).toMatchObject({
    action: "payout.release",
    subjectId: payoutId,
    amount: 103_783n,
    payload: { payoutId, reason },
  });
  // Carried out by the system once the second person has agreed.
  expect(await release(world.deps.context().actor)).toBe("done");
  await world.settle();
  expect(await stateOf(world, agentId)).toBe("sent");
});

test("while its transfer is being made a hold is refused, also when the answer is lost; what Stripe took is booked", async ({
  world,
}) => {
  const { db, stripe } = world;
  const { payoutId, agentId, finance } = await givenReserved(world);
  const hold = () => db.transaction((tx) => holdPayout(tx, { payoutId, reason }, as(finance, world)));
  world.control.setFaults([{ method: "POST", path: "/v1/transfers", times: 3, drop: true, after: true }]);
  await expect(sendPayoutFlow(db, stripe, { payoutId }, world.deps.context())).rejects.toThrow();
  await expect(hold()).rejects.toMatchObject({ key: "payouts:errors.underway" });
  await world.settle();
  expect(await stateOf(world, agentId)).toBe("sent");
  expect((await stripe.transfers.list()).data).toHaveLength(1);
  expect(await audited(db, payoutId)).toEqual([]);
});

test("what a failed payout gave back goes out again at once when finance says so", async ({ world }) => {
  const { db } = world;
  const { payoutId, agentId, freelancer, finance } = await givenReserved(world, { bank: "fails" });
  const retry = (actor: Actor = finance) => db.transaction((tx) => retryPayout(tx, { payoutId, reason }, as(actor, world)));
  await expect(retry()).rejects.toBeInstanceOf(Conflict);
  await world.advanceTo("2026-11-27T06:00Z");
  expect(await stateOf(world, agentId)).toBe("failed");
  await expect(retry()).rejects.toMatchObject({ key: "payouts:hindrance.restricted" });
  await givenOnboarded(world, freelancer);
  await world.advanceTo("2026-11-30T05:00Z");
  await expect(retry()).rejects.toMatchObject({ key: "payouts:hindrance.methodRests" });
  await db.transaction(async (tx) => {
    await tx.execute("update payout_accounts set usable_from = '2026-11-30T05:00Z'");
  });
  const next = await retry();
  expect(await retry()).toEqual(next);
  await world.advanceTo("2026-12-03T00:00Z");
  expect(await standingOf(db, agentId)).toMatchObject({ available: "0.00", paidOut: "289.40" });
  expect((await payoutsOf(db, agentId)).map((one) => [one.id, one.state])).toEqual([
    [(next as { id: string }).id, "paid"],
    [payoutId, "failed"],
  ]);
  expect(await audited(db, payoutId)).toEqual(["payout.retried"]);
});

test("too little on the balance at Stripe: the payout waits, the agent keeps it, and it goes within the hour once there is enough", async ({
  world,
}) => {
  const { db, stripe } = world;
  const working = await givenReserved(world);
  const { payoutId, agentId } = working;
  const { usd = 0 } = await stripeAvailable(world);
  await stripe.payouts.create({ amount: usd - 100, currency: "usd" });
  const send = () => sendPayoutFlow(db, stripe, { payoutId }, world.deps.context());
  expect(await send()).toBe("held");
  expect(await send()).toBe("held");
  expect((await payoutsOf(db, agentId))[0]).toMatchObject({ state: "held", holdReason: "funds", attempts: 2, failureCode: null });
  expect(await standingOf(db, agentId)).toMatchObject({ onItsWay: "289.40", available: "0.00" });
  // The next weeks' bills bring money in; the hour after it has settled takes the payout along.
  for (const day of ["2026-11-23", "2026-11-24"]) await work(db, working, day, 1_200);
  await world.advanceTo("2026-11-30T11:00Z");
  expect(await stateOf(world, agentId)).toBe("held");
  await world.advanceTo("2026-12-09T12:00Z");
  expect(await standingOf(db, agentId)).toMatchObject({ onItsWay: "0.00", paidOut: "289.40" });
  expect((await stripe.transfers.list()).data).toHaveLength(1);
});

test("what was paid out before a dispute ended comes back from a quarter of the next payout; finance may give up the rest", async ({
  world,
}) => {
  const { db } = world;
  const working = await givenReserved(world);
  const { agentId, businessId, freelancer, people, finance } = working;
  await world.advanceTo("2026-11-27T06:00Z");
  const [sheet] = await db.select().from(timesheets).where(eq(timesheets.agentId, agentId));
  const disputeId = newId();
  const context = world.deps.context();
  const held = await db.transaction((tx) => holdPay(tx, { disputeId, timesheetId: sheet!.id, amount: 5_000n }, context));
  expect(held).toMatchObject({ fromPending: 0n, fromAvailable: 0n, alreadyPaid: 5_000n });
  const close = () => db.transaction((tx) => closeHold(tx, { disputeId, take: 5_000n }, context));
  expect([await close(), await close()]).toEqual(Array(2).fill({ taken: 0n, alreadyPaid: 5_000n }));
  await expect(db.transaction((tx) => closeHold(tx, { disputeId: newId(), take: 0n }, context))).rejects.toBeInstanceOf(NotFound);
  const amount = money(5_000n, "USD");
  const owe = () =>
    db.transaction(async (tx) => {
      const postings = [{ debit: accounts.owed(agentId, "USD"), credit: accounts.credit(businessId, "USD"), amount }];
      await postTransaction(tx, { key: `dispute:${disputeId}`, kind: "dispute.decided", postings }, context);
      return startRecovery(tx, { agentId, amount, basis: "agreement", reason, source: `dispute:${disputeId}` }, context);
    });
  const { id: recoveryId } = await owe();
  expect(await owe()).toEqual({ id: recoveryId });

  await work(db, working, "2026-11-24", 479);
  // The next bill is paid out of the credit, so the platform's own money has to stand behind the payout.
  await world.advanceTo("2026-12-01T00:00Z");
  await world.stripe.topups.create({ amount: 10_000, currency: "usd", statement_descriptor: "AT ONCE" });
  await world.settle();
  await world.advanceTo("2026-12-09T12:30Z");
  const shown = await quoteOf(db, world.stripe, { agentId, currency: "USD" }, as(freelancer.agent, world));
  expect(shown).toMatchObject({ whole: 5_788n, recovered: 1_447n, amount: 4_341n, owed: 5_000n, problem: null });
  await world.advanceTo("2026-12-12T06:00Z");
  expect((await payoutsOf(db, agentId))[0]).toMatchObject({ state: "paid", amount: 4_341n, recovered: 1_447n });
  expect(await standingOf(db, agentId)).toMatchObject({ available: "0.00", onItsWay: "0.00", paidOut: "332.81" });
  expect((await balanceOf(db, accounts.owed(agentId, "USD"))).minor).toBe(3_553n);
  const [usd] = await statementOf(db, agentId, { from: at("2026-12-01T00:00Z"), to: at("2026-12-31T00:00Z") }, freelancer.agent);
  expect(usd!.lines.map((line) => [statementKind(line), line.amount])).toContainEqual(["recovered", 1_447n]);

  const writeOff = (actor: Actor) => db.transaction((tx) => writeOffRecovery(tx, { recoveryId, reason }, as(actor, world)));
  for (const actor of [freelancer.agent, people.owner, await givenStaff(db, ["operator"])])
    await expect(writeOff(actor)).rejects.toThrow();
  expect(await writeOff(finance)).toBe("done");
  await expect(writeOff(finance)).rejects.toBeInstanceOf(Conflict);
  expect((await balanceOf(db, accounts.owed(agentId, "USD"))).minor).toBe(0n);
  expect((await balanceOf(db, accounts.writeOffs("USD"))).minor).toBe(3_553n);
  expect(await audited(db, recoveryId)).toEqual(["recovery.written-off"]);
});

test("only finance holds, releases and retries", async ({ world }) => {
  const { db } = world;
  const { payoutId, agentId, freelancer, people } = await givenReserved(world);
  const strangers: Actor[] = [freelancer.agent, people.owner, await givenStaff(db, ["operator", "mediator", "desk_agent"])];
  for (const actor of strangers) {
    for (const act of [holdPayout, releasePayout, retryPayout])
      await expect(db.transaction((tx) => act(tx, { payoutId, reason }, as(actor, world)) as Promise<unknown>)).rejects.toThrow();
  }
  for (const act of [holdPayout, releasePayout, retryPayout])
    await expect(
      db.transaction((tx) => act(tx, { payoutId: newId(), reason }, world.deps.context()) as Promise<unknown>),
    ).rejects.toBeInstanceOf(NotFound);
  expect(await stateOf(world, agentId)).toBe("reserved");
});
