import { chargeBillFlow } from "#app/domain/billing/charge-bill-flow.server.ts";
import { activityLog, chargebackLifecycle, evidenceText } from "#app/domain/billing/chargeback.ts";
import { chargebackFacts } from "#app/domain/billing/chargeback-evidence.server.ts";
import { recordChargeback } from "#app/domain/billing/record-chargeback.server.ts";
import { submitChargebackFlow } from "#app/domain/billing/submit-chargeback-flow.server.ts";
import { pausesOf } from "#app/domain/contracts/pause-contracts.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { toMajor } from "#app/kernel/money.ts";
import { eventsNamed, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, chargesOf, givenCardOnFile, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { moneyOfDispute } from "#tests/factories/disputes.ts";
import { givenOnboarded, standingOf } from "#tests/factories/payouts.ts";
import { askRefund, chargebackOf } from "#tests/factories/refunds.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { actOnStripeEvent } from "#workers/stripe-events.ts";

async function givenChargeback(world: MoneyWorld) {
  const working = await givenWorking(world);
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const [charge] = await chargesOf(world.db, bill.id);
  world.control.disputeCharge(charge!.stripeChargeId!, { reason: "product_not_received" });
  await world.settle();
  const finance = await givenStaff(world.db, ["platform_finance"]);
  return { ...working, bill, finance, chargeback: await chargebackOf(world.db, working.businessId) };
}
const books = async ({ db }: MoneyWorld) => ({
  chargebacks: toMajor(await balanceOf(db, accounts.chargebacks("USD"))),
  stripeFees: toMajor(await balanceOf(db, accounts.stripeFees("USD"))),
});
// 2.9% of 318.34 and 0.30.
const CARD_FEE = 9.53;

test("a bank takes a charge back: the platform is debited at once, with Stripe's fee; protected pay is released all the same", async ({
  world,
}) => {
  const given = await givenChargeback(world);
  expect(given.chargeback).toMatchObject({ state: "needsResponse", amount: 31_834n, fee: 1_500n, billId: given.bill.id });
  expect(await books(world)).toEqual({ chargebacks: "318.34", stripeFees: (CARD_FEE + 15).toFixed(2) });
  expect(await eventsNamed(world.db, "chargeback.opened")).toEqual([{ chargebackId: given.chargeback.id }]);
  await world.advanceTo("2026-11-25T12:30Z");
  expect(await standingOf(world.db, given.agentId)).toMatchObject({ available: "289.40", pending: "0.00" });
});

test("a bank that is quicker than the answer to the charge: the charge is settled first, and the chargeback is known", async ({
  world,
}) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  world.control.setFaults([{ method: "POST", path: "/v1/payment_intents", times: 3, drop: true, after: true }]);
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow();
  const [intent] = (await world.stripe.paymentIntents.list()).data;
  world.control.disputeCharge(String(intent!.latest_charge), {});
  const [dispute] = (await world.stripe.disputes.list()).data;
  const payload = { data: { object: { id: dispute!.id } } };
  const message = { source: "stripe", externalId: "evt_first", type: "charge.dispute.created", account: null, payload };
  await actOnStripeEvent(world.deps, message as unknown as Parameters<typeof actOnStripeEvent>[1]);
  expect(await chargebackOf(world.db, working.businessId)).toMatchObject({ state: "needsResponse", amount: 31_834n });
  expect(await billOf(world.db, working.businessId)).toMatchObject({ state: "paid" });
  await world.settle();
  expect(await books(world)).toMatchObject({ chargebacks: "318.34" });
});

test("finance answers out of the diary, once, and the bank gives the money back", async ({ world }) => {
  const { db } = world;
  const given = await givenChargeback(world);
  const facts = await chargebackFacts(db, given.chargeback);
  expect(evidenceText(facts!)).toContain("was charged 318.34 USD on 2026-11-16 to its card visa ending in 4242");
  expect(evidenceText(facts!)).toContain("Worked 39 h 55 min in the week of 2026-11-09 at 7.25 USD an hour: 289.40 USD.");
  expect(activityLog(facts!).split("\n")[1]).toBe("2026-11-09: 7 h 59 min in 48 segments, 0 with keyboard or mouse activity");
  const submit = (actor = given.finance, chargebackId = given.chargeback.id) =>
    submitChargebackFlow(
      db,
      world.stripe,
      { chargebackId, evidence: "The work was done and approved; see the log." },
      { actor, now: world.now() },
    );
  for (const actor of [given.people.owner, given.freelancer.agent])
    await expect(submit(actor as never)).rejects.toThrow(NotFound);
  await expect(submit(await givenStaff(db, ["mediator"]))).rejects.toThrow(Forbidden);
  await expect(submit(given.finance, newId())).rejects.toThrow(NotFound);
  for (const _ of [1, 2]) await submit();
  await world.settle();
  expect(await chargebackOf(db, given.businessId)).toMatchObject({ state: "underReview", submittedBy: given.finance.userId });
  const theirs = await world.stripe.disputes.retrieve(given.chargeback.stripeDisputeId);
  expect(theirs.evidence_details.submission_count).toBe(1);

  world.control.decideDispute(given.chargeback.stripeDisputeId, true);
  await world.settle();
  expect(await chargebackOf(db, given.businessId)).toMatchObject({ state: "won" });
  expect(await books(world)).toEqual({ chargebacks: "0.00", stripeFees: (CARD_FEE + 15).toFixed(2) });
  expect(await billOf(db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await eventsNamed(db, "chargeback.closed")).toEqual([{ chargebackId: given.chargeback.id, won: true }]);
});

test("lost: the bill is owed again and is not charged by itself; the business pays it with another card", async ({ world }) => {
  const { db } = world;
  const given = await givenChargeback(world);
  world.control.decideDispute(given.chargeback.stripeDisputeId, false);
  await world.settle();
  expect(await chargebackOf(db, given.businessId)).toMatchObject({ state: "lost" });
  expect(await billOf(db, given.businessId)).toMatchObject({ state: "failed", nextRetryAt: null });
  expect(await books(world)).toMatchObject({ chargebacks: "0.00" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ receivable: "318.34", pending: "289.40" });
  await world.advanceTo("2026-11-25T14:00Z");
  expect(await chargesOf(db, given.bill.id)).toHaveLength(1);
  // Protected: the platform pays ahead and waits for the business.
  expect(await moneyOfDispute(db, given)).toMatchObject({ receivable: "28.94", pending: "0.00" });

  await givenCardOnFile(world, { businessId: given.businessId, member: given.people.finance }, "5555555555554444");
  await chargeBillFlow(db, world.stripe, { billId: given.bill.id }, { actor: given.people.finance, now: world.now() });
  await world.settle();
  expect(await billOf(db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await moneyOfDispute(db, given)).toMatchObject({ receivable: "0.00" });
  expect(await pausesOf(db, given.contract.id)).not.toContainEqual(expect.objectContaining({ resumedAt: null }));
});

test("contracts pause while a bank asks, and go on when the last chargeback is won", async ({ world }) => {
  const { db } = world;
  const given = await givenChargeback(world);
  expect(await pausesOf(db, given.contract.id)).toEqual([{ pausedAt: world.now(), resumedAt: null }]);
  await world.advanceTo("2026-11-20T10:00Z");
  world.control.decideDispute(given.chargeback.stripeDisputeId, true);
  await world.settle();
  expect(await pausesOf(db, given.contract.id)).toEqual([
    { pausedAt: new Date("2026-11-16T13:00:00Z"), resumedAt: new Date("2026-11-20T10:00:00Z") },
  ]);
});

test("what was given back as credit before a lost chargeback is taken back with it", async ({ world }) => {
  const { db } = world;
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(db, working.businessId);
  const finance = await givenStaff(db, ["platform_finance"]);
  await askRefund(db, { about: { billId: bill.id }, amount: 2_000n, what: "goodwill" }, { actor: finance, now: world.now() });
  const [charge] = await chargesOf(db, bill.id);
  const { id } = world.control.disputeCharge(charge!.stripeChargeId!);
  await world.settle();
  await expect(
    askRefund(db, { about: { billId: bill.id }, amount: 100n, to: "card" }, { actor: finance, now: world.now() }),
  ).rejects.toThrow("chargedBack");
  world.control.decideDispute(id, false);
  await world.settle();
  expect(await moneyOfDispute(db, working)).toMatchObject({ receivable: "298.34", credit: "0.00" });
  expect(await books(world)).toMatchObject({ chargebacks: "0.00" });
});

test("its events may come late, twice and in any order", async ({ world }) => {
  const { db } = world;
  const given = await givenChargeback(world);
  world.control.decideDispute(given.chargeback.stripeDisputeId, true);
  const said = await world.stripe.disputes.retrieve(given.chargeback.stripeDisputeId);
  const record = () => db.transaction((tx) => recordChargeback(tx, { said }, world.deps.context()));
  await Promise.all([record(), record(), record()]);
  await world.settle();
  expect(await books(world)).toMatchObject({ chargebacks: "0.00" });
  expect(await eventsNamed(db, "chargeback.closed")).toHaveLength(1);
  await expect(
    db.transaction((tx) => recordChargeback(tx, { said }, { actor: given.people.owner, now: world.now() })),
  ).rejects.toThrow(NotFound);
  expect(() => chargebackLifecycle.next("won", "lose")).toThrow(Conflict);
});
