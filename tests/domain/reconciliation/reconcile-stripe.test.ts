import { eq } from "drizzle-orm";
import { reconcileStripeFlow } from "#app/domain/reconciliation/reconcile-stripe-flow.server.ts";
import { reconciliationItemsOf, reconciliationRunsOf } from "#app/domain/reconciliation/reconciliation.server.ts";
import { startReconciliation } from "#app/domain/reconciliation/start-reconciliation.server.ts";
import { Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addDays, addMinutes } from "#app/kernel/time.ts";
import { events } from "#db/schema/kernel.ts";
import { charge, givenCard, givenSandbox } from "#tests/edges/stripe-sandbox.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenPosted, reconciled } from "#tests/factories/reconciliation.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

/** Each story has a month of its own in the file's one ledger: a Monday's close, the days around it, and a day when nothing is merely late. */
function monthOf(story: number) {
  const close = addDays(at("2026-11-16T12:00Z"), 28 * story);
  return { close, later: addDays(close, 3), span: { from: addDays(close, -1), to: addDays(close, 2) } };
}

/** A Stripe of the test's own, and charges of 100.00 USD: 96.80 after Stripe's fee. */
async function givenCharges(count: number, close: Date) {
  const stripe = await givenSandbox({ now: close });
  // What is swept to the bank is no matter of these stories.
  await stripe.stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: "manual" } } } });
  const card = await givenCard(stripe);
  const charges: { id: string; net: bigint; movement: string }[] = [];
  for (let i = 0; i < count; i++) {
    const intent = await charge(stripe.stripe, card, 10_000);
    const latest = intent.latest_charge as { id: string; balance_transaction: { id: string; net: number } };
    charges.push({ id: latest.id, net: BigInt(latest.balance_transaction.net), movement: latest.balance_transaction.id });
  }
  return { ...stripe, charges };
}

test("a planted break of each class is found, named and counted; what agrees is matched", async ({ db }) => {
  const { close, later, span } = monthOf(0);
  const { stripe, charges, done } = await givenCharges(5, close);
  const [good, wrong, , twice] = charges as [(typeof charges)[0], (typeof charges)[0], (typeof charges)[0], (typeof charges)[0]];
  const moment = addMinutes(close, 1);
  await givenPosted(db, { stripeId: good!.id, minor: good!.net, at: moment });
  await givenPosted(db, { stripeId: wrong!.id, minor: wrong!.net - 1n, at: moment });
  await givenPosted(db, { stripeId: twice!.id, minor: twice!.net, at: moment });
  await givenPosted(db, { stripeId: twice!.id, minor: twice!.net, at: moment });
  await givenPosted(db, { stripeId: "ch_nobodyknows", minor: 500n, at: moment });
  const keyless = await givenPosted(db, { minor: 77n, at: moment });
  await givenPosted(db, { stripeId: charges[4]!.id, minor: charges[4]!.net, at: moment });

  const finance = await givenStaff(db);
  const { run, unmatched, matched, counts } = await reconciled(db, stripe, span, { now: later, actor: finance });
  expect(counts).toEqual({ matched: 3, amount: 1, duplicate: 1, "missing-ours": 1, "missing-theirs": 2 });
  expect(run).toMatchObject({ read: 5, matched: 3, timing: 0, breaks: 5, startedBy: finance.userId, finishedAt: later });
  expect(matched.map((item) => item.sourceId).sort()).toEqual([good!.id, twice!.id, charges[4]!.id].sort());
  const found = (of: string) =>
    unmatched
      .filter((item) => item.class === of)
      .map(({ sourceId, theirs, ours, balanceTransactionId }) => [sourceId, theirs, ours, balanceTransactionId]);
  expect(found("amount")).toEqual([[wrong!.id, wrong!.net, wrong!.net - 1n, wrong!.movement]]);
  expect(found("missing-ours")).toEqual([[charges[2]!.id, charges[2]!.net, null, charges[2]!.movement]]);
  expect(found("duplicate")).toEqual([[twice!.id, null, twice!.net, null]]);
  expect(found("missing-theirs").sort()).toEqual([
    ["ch_nobodyknows", null, 500n, null],
    [keyless, null, 77n, null],
  ]);
  // Each break leads to the posting it is about, where there is one.
  expect(unmatched.filter((item) => item.transactionIds.length === 0).map((item) => item.class)).toEqual(["missing-ours"]);
  await done();
});

test("what is younger than a day is timing, and no break", async ({ db }) => {
  const { close } = monthOf(1);
  const { stripe, charges, done } = await givenCharges(1, close);
  const soon = addMinutes(close, 60);
  await givenPosted(db, { stripeId: "po_onitsway", minor: -900n, at: close });
  const { run, unmatched } = await reconciled(db, stripe, { from: close, to: soon }, { now: soon });
  expect(run).toMatchObject({ matched: 0, timing: 2, breaks: 0 });
  expect(unmatched.map((item) => item.sourceId).sort()).toEqual([charges[0]!.id, "po_onitsway"].sort());
  await done();
});

test("a posting that came a day late is matched, on whichever side of the span's edge its other half lies", async ({ db }) => {
  const { close, later } = monthOf(2);
  const { stripe, charges, done } = await givenCharges(2, close);
  for (const one of charges) await givenPosted(db, { stripeId: one.id, minor: one.net, at: addDays(close, 1) });
  const edge = addMinutes(close, 30);
  const before = await reconciled(db, stripe, { from: addDays(close, -1), to: edge }, { now: later });
  expect([before.run.matched, before.run.breaks]).toEqual([2, 0]);
  const after = await reconciled(db, stripe, { from: edge, to: addDays(edge, 1) }, { now: later });
  expect([after.run.matched, after.run.breaks]).toEqual([2, 0]);
  expect(after.matched[0]).toMatchObject({ theirs: charges[0]!.net, ours: charges[0]!.net });
  await done();
});

test("asked twice while it runs, it is one run; worked twice, it is told once; afterwards it is a new one", async ({ db }) => {
  const { close, later, span } = monthOf(3);
  const { stripe, charges, done } = await givenCharges(1, close);
  await givenPosted(db, { stripeId: charges[0]!.id, minor: charges[0]!.net, at: close });
  const context = { actor: await givenStaff(db), now: later };
  const other = { from: addDays(close, -2), to: span.to };
  const start = () => db.transaction((tx) => startReconciliation(tx, other, context));
  const started = await Promise.all([start(), start(), start()]);
  const [first] = started;
  expect(new Set(started.map((one) => one.id)).size).toBe(1);
  const requested = await db.select().from(events).where(eq(events.name, "reconciliation.requested"));
  expect(requested.filter((event) => event.payload.runId === first!.id)).toHaveLength(1);
  const work = () => reconcileStripeFlow(db, stripe, { runId: first!.id }, context);
  await Promise.all([work(), work()]);
  await work();
  const { run, items } = await reconciliationItemsOf(db, first!.id, context.actor);
  expect([run.matched, items.length]).toEqual([1, 1]);
  expect((await start()).id).not.toBe(first!.id);
  await done();
});

test("only platform finance may compare, and look", async ({ db }) => {
  const { later, span } = monthOf(4);
  const business = await givenBusiness(db);
  const { agent } = await givenAgent(db);
  const others = [await givenStaff(db, ["desk_agent", "mediator", "operator"])];
  const start = (actor: Parameters<typeof reconciliationRunsOf>[2]) =>
    db.transaction((tx) => startReconciliation(tx, span, { actor, now: later }));
  for (const actor of others) {
    await expect(start(actor)).rejects.toBeInstanceOf(Forbidden);
    await expect(reconciliationRunsOf(db, 1, actor)).rejects.toBeInstanceOf(Forbidden);
  }
  for (const actor of [business.owner, business.finance, agent]) {
    await expect(start(actor)).rejects.toBeInstanceOf(NotFound);
    await expect(reconciliationRunsOf(db, 1, actor)).rejects.toBeInstanceOf(NotFound);
  }
  const finance = await givenStaff(db);
  await expect(
    db.transaction((tx) => startReconciliation(tx, { from: later, to: addDays(later, 1) }, { actor: finance, now: later })),
  ).rejects.toBeInstanceOf(Invalid);
  await expect(reconciliationItemsOf(db, newId(), finance)).rejects.toBeInstanceOf(NotFound);
});
