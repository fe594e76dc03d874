import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { addCaseNote } from "#app/domain/reconciliation/add-case-note.server.ts";
import { assignCase } from "#app/domain/reconciliation/assign-case.server.ts";
import { correctionInput } from "#app/domain/reconciliation/case.ts";
import { caseById, casesOf } from "#app/domain/reconciliation/cases.server.ts";
import { explainCase } from "#app/domain/reconciliation/explain-case.server.ts";
import { correctCase, postApprovedCorrection } from "#app/domain/reconciliation/post-correction.server.ts";
import type { Mail } from "#app/edges/mail/mail.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import { reconciliationCases } from "#db/schema/reconciliation.ts";
import { charge, givenCard, givenSandbox } from "#tests/edges/stripe-sandbox.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { comparedDaily, givenPosted } from "#tests/factories/reconciliation.ts";
import { expect, test, withDatabase } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import type { JobDeps } from "#workers/deps.ts";
import { workOf } from "#workers/reactions.ts";

const close = at("2026-11-16T12:00Z");

/** A Stripe of the story's own with charges of 100.00 USD, 96.80 after Stripe's fee, and a ledger of its own. */
async function givenCharges(count: number, story: (world: World) => Promise<void>) {
  await withDatabase(async ({ db }) => {
    const { stripe, control, done } = await givenSandbox({ now: close });
    await stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: "manual" } } } });
    const card = await givenCard({ stripe, control } as never);
    const charges: { id: string; net: bigint }[] = [];
    for (let i = 0; i < count; i++) {
      const latest = (await charge(stripe, card, 10_000)).latest_charge as { id: string; balance_transaction: { net: number } };
      charges.push({ id: latest.id, net: BigInt(latest.balance_transaction.net) });
    }
    const finance = await givenStaff(db);
    const cases = () => db.select().from(reconciliationCases);
    const day = (days: number) => comparedDaily(db, stripe, addDays(close, days));
    await story({ db, charges, finance, day, cases, stripe });
    await done();
  });
}
interface World {
  db: Db;
  stripe: Awaited<ReturnType<typeof givenSandbox>>["stripe"];
  charges: { id: string; net: bigint }[];
  finance: Awaited<ReturnType<typeof givenStaff>>;
  /** The nightly comparison, so many days after the charges. */
  day(days: number): ReturnType<typeof comparedDaily>;
  cases(): Promise<(typeof reconciliationCases.$inferSelect)[]>;
}
const act = <T>(db: Db, work: (tx: Tx) => Promise<T>) => db.transaction(work);

test("each day goes on where the last ended: without a gap, without anything twice, and what is open is looked after until it is a break", async () => {
  await givenCharges(2, async ({ db, charges, day, cases }) => {
    const [good, lost] = charges as [(typeof charges)[0], (typeof charges)[0]];
    await givenPosted(db, { stripeId: good!.id, minor: good!.net, at: close });
    const first = await day(0.5);
    expect(first.run).toMatchObject({ daily: true, fromAt: at("2026-11-16T00:00Z"), toAt: at("2026-11-17T00:00Z") });
    expect(first.counts).toEqual({ matched: 1, timing: 1 });
    expect(await cases()).toEqual([]);

    const second = await day(1.5);
    expect([second.run.fromAt, second.run.toAt]).toEqual([first.run.toAt, at("2026-11-18T00:00Z")]);
    // The matched one is not told again; the other one's day of grace is over.
    expect(second.counts).toEqual({ "missing-ours": 1 });
    const [opened] = await cases();
    expect(opened).toMatchObject({
      key: `a:missing-ours:${lost!.id}:USD`,
      state: "open",
      theirs: 9_680n,
      ours: null,
      firstRunId: second.run.id,
      openedAt: addDays(close, 1.5),
      ownerId: null,
    });
    const told = await db.select().from(events).where(eq(events.name, "reconciliation.case-opened"));
    expect(told.map((event) => event.payload)).toEqual([{ caseId: opened!.id }]);

    const third = await day(2.5);
    expect(third.counts).toEqual({ "missing-ours": 1 });
    expect(await cases()).toMatchObject([{ id: opened!.id, lastRunId: third.run.id, firstRunId: second.run.id }]);

    // The webhook comes after all, with the moment of its charge: the case is resolved by that posting.
    await givenPosted(db, { stripeId: lost!.id, minor: lost!.net, at: close });
    const fourth = await day(3.5);
    expect(fourth.counts).toEqual({ matched: 1 });
    const [resolved] = await cases();
    expect(resolved).toMatchObject({ state: "resolved", closedBy: null, lastRunId: fourth.run.id });
    expect(resolved!.transactionId).not.toBeNull();
    expect((await day(4.5)).counts).toEqual({});
  });
});

test("platform finance is told of a new case by mail and in the product, once; nobody else of the staff is", async () => {
  await givenCharges(1, async ({ db, charges, finance, day }) => {
    await givenStaff(db, ["operator", "mediator"]);
    await day(0.5);
    for (const days of [1.5, 2.5, 3.5]) await day(days);
    const opened = await db.select().from(events).where(eq(events.name, "reconciliation.case-opened"));
    const sent: Mail[] = [];
    const mail = { send: async (one: Mail) => void sent.push(one) };
    // The job may run twice.
    for (const event of [...opened, ...opened])
      for (const { job, payload } of workOf(event))
        await job.run(payload, { db, mail, now: () => close, publicUrl: "https://deskhand.example" } as JobDeps);
    expect(sent.map((one) => one.subject.replace(/\s/g, " "))).toEqual([
      `Reconciliation found a difference of 96.80 USD at ${charges[0]!.id}. A case is open.`,
    ]);
    const [{ caseId }] = opened.map((event) => event.payload as { caseId: string }) as [{ caseId: string }];
    expect(await db.select().from(notifications)).toMatchObject([
      { userId: finance.userId, kind: "reconciliation-case", href: `/desk/finance/cases/${caseId}`, readAt: null },
    ]);
  });
});

test("a posting dated into days that were compared already is found all the same", async () => {
  await givenCharges(1, async ({ db, charges, day, cases }) => {
    await givenPosted(db, { stripeId: charges[0]!.id, minor: charges[0]!.net, at: close });
    await day(1.5);
    await givenPosted(db, { stripeId: "ch_invented", minor: 500n, at: close });
    expect((await day(2.5)).counts).toEqual({ "missing-theirs": 1 });
    expect(await cases()).toMatchObject([{ class: "missing-theirs", sourceId: "ch_invented", ours: 500n, theirs: null }]);
  });
});

test("a run that was killed is taken up by the next night, and no other begins before it has ended", async () => {
  await givenCharges(1, async ({ db, charges, day, stripe }) => {
    await givenPosted(db, { stripeId: charges[0]!.id, minor: charges[0]!.net, at: close });
    const killed = await comparedDaily(db, null, addDays(close, 0.5));
    const taken = await day(1.5);
    expect(taken.run).toMatchObject({ id: killed.run.id, toAt: at("2026-11-17T00:00Z") });
    const next = await comparedDaily(db, stripe, addDays(close, 1.5));
    expect([next.run.fromAt, next.run.toAt]).toEqual([at("2026-11-17T00:00Z"), at("2026-11-18T00:00Z")]);
  });
});

test("a correction below the limit is posted, audited and matched by the next night", async () => {
  await givenCharges(1, async ({ db, charges, day, cases, finance }) => {
    await givenPosted(db, { stripeId: charges[0]!.id, minor: charges[0]!.net - 80n, at: close });
    await day(2);
    const [one] = await cases();
    expect(one).toMatchObject({ class: "amount", theirs: 9_680n, ours: 9_600n });
    const context = { actor: finance, now: addDays(close, 2.1) };
    const correction = {
      caseId: one!.id,
      debit: "stripe:a:balance:USD",
      credit: "platform:stripe_fees:USD",
      amount: money(80n, "USD"),
      reason: "Stripe took a smaller fee than its webhook said",
    };
    expect(await act(db, (tx) => correctCase(tx, correction, context))).toEqual({ waits: false });
    expect(await cases()).toMatchObject([{ state: "resolved", closedBy: finance.userId, closedAt: context.now }]);
    expect((await balanceOf(db, accounts.stripeBalance("USD"))).minor).toBe(9_680n);
    expect(await db.select().from(auditEntries).where(eq(auditEntries.subjectId, one!.id))).toMatchObject([
      { action: "case.corrected", amount: 80n, reason: correction.reason, actorId: finance.userId },
    ]);
    // Twice is refused: it is closed.
    await expect(act(db, (tx) => correctCase(tx, correction, context))).rejects.toBeInstanceOf(Conflict);
  });
});

test("what shows again after its correction opens again", async () => {
  await givenCharges(1, async ({ db, charges, day, cases, finance }) => {
    await day(2);
    const [one] = await cases();
    const correction = {
      ...{ caseId: one!.id, debit: "platform:bank:USD", credit: "platform:fees:USD" },
      ...{ amount: money(9_680n, "USD"), reason: "Posted on accounts that have nothing to do with it" },
    };
    await act(db, (tx) => correctCase(tx, correction, { actor: finance, now: addDays(close, 2) }));
    expect(await cases()).toMatchObject([{ state: "resolved" }]);
    await givenPosted(db, { stripeId: charges[0]!.id, minor: 1n, at: addDays(close, 2.2) });
    await day(3);
    expect((await cases()).find((other) => other.class === "amount")).toMatchObject({ state: "open", theirs: 9_680n, ours: 1n });
  });
});

test("above the limit a second person must agree; then the job posts it, once", async () => {
  await givenCharges(1, async ({ db, day, cases, finance }) => {
    await givenPosted(db, { stripeId: "po_unknown", minor: -250_000n, at: close });
    await day(4);
    const one = (await cases()).find((other) => other.sourceId === "po_unknown")!;
    const correction = {
      ...{ caseId: one.id, debit: "stripe:a:balance:USD", credit: "platform:bank:USD" },
      ...{ amount: money(250_000n, "USD"), reason: "The sweep was posted and never made" },
    };
    const now = addDays(close, 4);
    expect(await act(db, (tx) => correctCase(tx, correction, { actor: finance, now }))).toEqual({ waits: true });
    await expect(act(db, (tx) => correctCase(tx, correction, { actor: finance, now }))).rejects.toBeInstanceOf(Conflict);
    const page = await caseById(db, one.id, finance);
    expect(page).toMatchObject({ case: { state: "open" }, waiting: { amount: 250_000n, reason: correction.reason } });
    const [approval] = await db.select().from(approvals);
    const second = await givenStaff(db);
    const decision = { approvalId: approval!.id, approve: true, note: "" };
    await expect(act(db, (tx) => decideApproval(tx, decision, { actor: finance, now }))).rejects.toBeInstanceOf(Forbidden);
    await act(db, (tx) => decideApproval(tx, decision, { actor: second, now }));
    await expect(
      act(db, (tx) => postApprovedCorrection(tx, approval!.payload, { actor: { kind: "agent", userId: newId() }, now })),
    ).rejects.toBeInstanceOf(NotFound);
    for (let i = 0; i < 2; i++) await act(db, (tx) => postApprovedCorrection(tx, approval!.payload, { actor: system, now }));
    expect((await cases()).find((other) => other.id === one.id)).toMatchObject({ state: "resolved", closedBy: finance.userId });
    expect((await balanceOf(db, accounts.bank("USD"))).minor).toBe(0n);
  });
});

test("an explanation closes a case for the amounts it was written for; a note and an owner stay with it", async () => {
  await givenCharges(1, async ({ db, day, cases, finance, stripe }) => {
    await day(2);
    const [one] = await cases();
    const caseId = one!.id;
    const context = { actor: finance, now: addDays(close, 2) };
    await act(db, (tx) => assignCase(tx, { caseId, ownerId: finance.userId }, context));
    await act(db, (tx) => addCaseNote(tx, { caseId, text: "Asked Stripe, ticket 4711" }, context));
    expect(await casesOf(db, { state: "open", owner: "me", old: false }, 1, context)).toMatchObject({
      counts: { open: 1 },
      pages: 1,
    });
    expect((await casesOf(db, { state: "open", owner: "nobody", old: false }, 1, context)).rows).toEqual([]);
    expect((await casesOf(db, { state: "open", old: true }, 1, { ...context, now: addDays(close, 9.5) })).rows).toHaveLength(1);
    const explanation = "A test charge of Stripe's own support, given back on the same day";
    await act(db, (tx) => explainCase(tx, { caseId, explanation }, context));
    await expect(act(db, (tx) => explainCase(tx, { caseId, explanation }, context))).rejects.toBeInstanceOf(Conflict);
    await comparedDaily(db, stripe, addDays(close, 3));
    expect(await cases()).toMatchObject([{ state: "explained", explanation, closedBy: finance.userId }]);
    const page = await caseById(db, caseId, finance);
    expect(page).toMatchObject({ notes: [{ text: "Asked Stripe, ticket 4711" }], waiting: null });
    expect(page.people.map((person) => person.id)).toEqual([finance.userId]);
  });
});

test("cases are finance's: businesses and others are refused, unknown ones are not found, and only finance may own one", async ({
  db,
}) => {
  const { owner } = await givenBusiness(db);
  const now = close;
  const finance = { actor: await givenStaff(db), now };
  const caseId = newId();
  const member = { actor: owner, now };
  const note = { caseId, text: "x" };
  const operator = { actor: { kind: "staff" as const, userId: newId(), roles: ["operator" as const] }, now };
  for (const [who, refused] of [
    [member, NotFound],
    [operator, Forbidden],
  ] as const) {
    await expect(act(db, (tx) => addCaseNote(tx, note, who))).rejects.toBeInstanceOf(refused);
    await expect(act(db, (tx) => explainCase(tx, { caseId, explanation: "x" }, who))).rejects.toBeInstanceOf(refused);
    await expect(act(db, (tx) => assignCase(tx, { caseId, ownerId: "" }, who))).rejects.toBeInstanceOf(refused);
    await expect(caseById(db, caseId, who.actor)).rejects.toBeInstanceOf(refused);
  }
  await expect(act(db, (tx) => addCaseNote(tx, note, finance))).rejects.toBeInstanceOf(NotFound);
  await expect(caseById(db, caseId, finance.actor)).rejects.toBeInstanceOf(NotFound);
  await givenCharges(1, async (world) => {
    await world.day(2);
    const [one] = await world.cases();
    const assign = { caseId: one!.id, ownerId: newId() };
    await expect(act(world.db, (tx) => assignCase(tx, assign, finance))).rejects.toBeInstanceOf(Invalid);
  });
});

test("a correction is read from what was typed, each fault beside its field", () => {
  const read = (typed: Record<string, string>) => {
    const parsed = correctionInput("USD").safeParse({
      debit: "stripe:a:balance:USD",
      credit: "platform:bank:USD",
      amount: "1,00",
      reason: "because so",
      ...typed,
    });
    return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `${issue.path.join()} ${issue.message}`);
  };
  expect(read({})).toEqual({
    debit: "stripe:a:balance:USD",
    credit: "platform:bank:USD",
    amount: money(100n, "USD"),
    reason: "because so",
  });
  expect(read({ credit: "stripe:a:balance:USD" })).toEqual(["credit reconciliation:errors.sameAccount"]);
  expect(read({ debit: `agent:${newId()}:available:USD` })).toEqual(["debit reconciliation:errors.accountUnknown"]);
  for (const amount of ["", "0", "-5", "1.001"])
    expect(read({ amount })).toEqual(["amount reconciliation:errors.amountUnreadable"]);
  expect(read({ reason: "no" })).toEqual(["reason errors:reasonTooShort"]);
});
