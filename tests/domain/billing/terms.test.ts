import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { arrangementOf } from "#app/domain/billing/arrangement.server.ts";
import { askForTerms } from "#app/domain/billing/ask-for-terms.server.ts";
import { issueTermsInvoiceFlow } from "#app/domain/billing/issue-terms-invoice-flow.server.ts";
import { declineTerms, setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { settleTermsInvoiceFlow } from "#app/domain/billing/settle-terms-invoice-flow.server.ts";
import { firstCloseAfterMonthOf, remindersDue } from "#app/domain/billing/terms-invoice.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { auditEntries } from "#db/schema/accounts.ts";
import { billingArrangements, bills, termsPayments, termsRequests } from "#db/schema/billing.ts";
import { eventsNamed, givenBusiness, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, chargesOf, givenWorking, work } from "#tests/factories/billing.ts";
import { balanceText, givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";

async function givenWorkOnTerms(world: MoneyWorld, terms: Parameters<typeof givenOnTerms>[3] = {}) {
  const working = await givenWorking(world, { card: null });
  await givenOnTerms(world.db, working.businessId, world.now(), terms);
  return working;
}

test("a week on terms is invoiced at its close, paid at Stripe within 14 days, and booked", async ({ world }) => {
  const working = await givenWorkOnTerms(world);
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  // 8 hours at 7.25 are 58.00, the fee 5.80.
  expect(bill).toMatchObject({ state: "invoiced", mode: "terms", total: 6_380n, dueAt: at("2026-11-30T12:00Z") });
  expect(await chargesOf(world.db, bill.id)).toEqual([]);
  const [invoice] = await termsInvoicesOf(world.db, working.businessId);
  expect(invoice).toMatchObject({ state: "open", period: "2026-11-09", amount: 6_380n, netDays: 14, id: bill.termsInvoiceId });
  const theirs = await world.stripe.invoices.retrieve(invoice!.stripeInvoiceId!);
  expect(theirs).toMatchObject({ status: "open", amount_due: 6_380, collection_method: "send_invoice" });
  expect(theirs.hosted_invoice_url).toBe(invoice!.hostedUrl);
  expect(await balanceText(world.db, accounts.receivable(working.businessId, "USD"))).toBe("63.80");

  await world.advanceTo("2026-11-20T10:00Z");
  world.control.payInvoice(invoice!.stripeInvoiceId!);
  await world.settle();
  expect(await billOf(world.db, working.businessId)).toMatchObject({ state: "paid", paidAt: at("2026-11-20T10:00Z") });
  const [paid] = await termsInvoicesOf(world.db, working.businessId);
  expect(paid).toMatchObject({ state: "paid", paidAt: at("2026-11-20T10:00Z") });
  const payments = await world.db.select().from(termsPayments);
  expect(payments).toMatchObject([
    { amount: 6_380n, stripeChargeId: expect.stringMatching(/^ch_/), stripeFee: expect.any(BigInt) },
  ]);
  expect(await balanceText(world.db, accounts.receivable(working.businessId, "USD"))).toBe("0.00");
  // Told again by Stripe, nothing more is booked.
  const again = { stripeInvoiceId: invoice!.stripeInvoiceId! };
  await settleTermsInvoiceFlow(world.db, world.stripe, again, { actor: system, now: world.now() });
  expect(await eventsNamed(world.db, "bill.paid")).toHaveLength(1);
});

test("a month on terms is one invoice over its weeks, on the first close of the next month", async ({ world }) => {
  const working = await givenWorkOnTerms(world, { cadence: "monthly", netDays: 30 });
  for (const day of ["2026-11-10", "2026-11-17", "2026-11-24"]) {
    await world.advanceTo(`${day}T20:00Z`);
    await work(world.db, working, day, 60);
  }
  await world.advanceTo("2026-12-01T12:00Z");
  expect(await termsInvoicesOf(world.db, working.businessId)).toEqual([]);
  await world.advanceTo("2026-12-07T13:30Z");
  const [invoice, ...more] = await termsInvoicesOf(world.db, working.businessId);
  expect(more).toEqual([]);
  // Closed on 16, 23 and 30 November, 7.98 each.
  expect(invoice).toMatchObject({ period: "2026-11", amount: 2_394n, netDays: 30, state: "open" });
  const rows = await world.db.select().from(bills).where(eq(bills.termsInvoiceId, invoice!.id));
  expect(rows.map((bill) => bill.week).sort()).toEqual(["2026-11-09", "2026-11-16", "2026-11-23"]);
  world.control.payInvoice(invoice!.stripeInvoiceId!);
  await world.settle();
  expect(await balanceText(world.db, accounts.receivable(working.businessId, "USD"))).toBe("0.00");
  expect((await eventsNamed(world.db, "bill.paid")).map((one) => one.billId).sort()).toEqual(rows.map((one) => one.id).sort());
});

/** Stripe as it is for a process that dies after so many answers about invoices. */
function dying(stripe: StripeEdge, answers: number): StripeEdge {
  let left = answers;
  const wrap = (resource: object): object =>
    new Proxy(resource, {
      get:
        (of, name) =>
        async (input: unknown, ...more: unknown[]) => {
          const call = Reflect.get(of, name) as (...all: unknown[]) => Promise<unknown>;
          const answer = await call.call(of, input, ...more);
          if (left-- <= 0) throw new Error("killed");
          return answer;
        },
    });
  const { customers, invoices, invoiceItems } = stripe;
  return Object.assign(Object.create(stripe) as StripeEdge, {
    customers: wrap(customers),
    invoices: wrap(invoices),
    invoiceItems: wrap(invoiceItems),
  });
}

test("killed after any of Stripe's answers and started again, there is one invoice over the right amount", async ({ world }) => {
  const working = await givenWorkOnTerms(world);
  await work(world.db, working, "2026-11-12", 480);
  // The close itself runs into an outage of Stripe.
  const { stripe } = world.deps;
  world.deps.stripe = dying(stripe, 0);
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow("killed");
  world.deps.stripe = stripe;
  const which = { businessId: working.businessId, currency: "USD" };
  const context = { actor: system, now: world.now() };
  for (let answers = 0; answers < 6; answers++)
    await issueTermsInvoiceFlow(world.db, dying(stripe, answers), which, context).catch((error: Error) =>
      expect(error.message).toBe("killed"),
    );
  await issueTermsInvoiceFlow(world.db, stripe, which, context);
  const all = await stripe.invoices.list({ limit: 10 });
  expect(all.data.map((one) => [one.status, one.amount_due])).toEqual([["open", 6_380]]);
  expect(await termsInvoicesOf(world.db, working.businessId)).toMatchObject([{ state: "open", amount: 6_380n }]);
  expect(await eventsNamed(world.db, "terms-invoice.issued")).toHaveLength(1);
  await world.settle();
});

test("an invoice is reminded of before and after its due date, each time once; ten days late its bill is overdue", async ({
  world,
}) => {
  const working = await givenWorkOnTerms(world, { netDays: 7 });
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T12:30Z");
  const told = async () => (await eventsNamed(world.db, "terms-invoice.reminded")).map((one) => one.days);
  await world.advanceTo("2026-11-20T08:00Z");
  expect(await told()).toEqual([]);
  await world.advanceTo("2026-11-22T10:00Z");
  expect(await told()).toEqual([-3]);
  await world.advanceTo("2026-12-01T10:00Z");
  expect(await told()).toEqual([-3, 1, 7]);
  expect(await eventsNamed(world.db, "bill.overdue")).toEqual([]);
  await world.advanceTo("2026-12-05T10:00Z");
  const bill = await billOf(world.db, working.businessId);
  expect(bill.overdueSince).toEqual(at("2026-12-04T09:00Z"));
  expect(await eventsNamed(world.db, "bill.overdue")).toEqual([{ billId: bill.id, businessId: working.businessId }]);
});

test("after an outage only the newest reminder goes out; the first close of a month may be the first itself", () => {
  const due = at("2026-11-23T12:00Z");
  expect(
    [at("2026-11-20T11:59Z"), at("2026-11-20T12:00Z"), at("2026-12-25T00:00Z")].map((now) => remindersDue(due, now)),
  ).toEqual([0, 1, 3]);
  expect(firstCloseAfterMonthOf(at("2026-11-16T12:00Z"))).toEqual(at("2026-12-07T12:00Z"));
  expect(firstCloseAfterMonthOf(at("2026-12-31T23:00Z"))).toEqual(at("2027-01-04T12:00Z"));
  expect(firstCloseAfterMonthOf(at("2027-01-31T00:00Z"))).toEqual(at("2027-02-01T12:00Z"));
});

const decision = {
  mode: "terms" as const,
  cadence: "weekly" as const,
  netDays: 14,
  creditLine: 100_000n,
  creditCurrency: "USD" as const,
  reason: "Asked for, and their bank vouches for them.",
};

test("a business asks for terms once; finance grants them with a reason, in the audit log", async ({ world }) => {
  const { business, finance, owner } = await givenBusiness(world.db, { now: world.now() });
  const businessId = business.id;
  const now = world.now();
  const ask = (actor: typeof finance) =>
    world.db.transaction((tx) => askForTerms(tx, { businessId, cadence: "weekly", netDays: 14, note: "Please" }, { actor, now }));
  await ask(finance);
  await expect(ask(owner)).rejects.toBeInstanceOf(Conflict);
  const staff = await givenStaff(world.db);
  const set = () => world.db.transaction((tx) => setArrangement(tx, { businessId, ...decision }, { actor: staff, now }));
  await set();
  await set();
  expect(await arrangementOf(world.db, businessId, now)).toMatchObject({ mode: "terms", netDays: 14, creditLine: 100_000n });
  expect(await world.db.select().from(billingArrangements)).toHaveLength(1);
  expect(await world.db.select().from(termsRequests)).toMatchObject([{ state: "granted", answer: decision.reason }]);
  const audited = await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, businessId));
  expect(audited).toMatchObject([
    { action: "arrangement.set", reason: decision.reason, amount: 100_000n, actorId: staff.userId },
  ]);
  await world.db.transaction((tx) =>
    setArrangement(tx, { businessId, mode: "card", reason: "They asked to go back." }, { actor: staff, now }),
  );
  expect(await arrangementOf(world.db, businessId, now)).toMatchObject({ mode: "card", netDays: null, creditLine: null });
});

test("a request is declined with an answer, once", async ({ world }) => {
  const { business, owner } = await givenBusiness(world.db, { now: world.now() });
  const businessId = business.id;
  const now = world.now();
  await world.db.transaction((tx) => askForTerms(tx, { businessId, cadence: "monthly", netDays: 30 }, { actor: owner, now }));
  const [request] = await world.db.select().from(termsRequests);
  const staff = await givenStaff(world.db);
  const decline = (input: { businessId: string; requestId: string }) =>
    world.db.transaction((tx) => declineTerms(tx, { ...input, answer: "Three paid weeks first." }, { actor: staff, now }));
  await decline({ businessId, requestId: request!.id });
  await expect(decline({ businessId, requestId: request!.id })).rejects.toBeInstanceOf(Conflict);
  await expect(decline({ businessId, requestId: newId() })).rejects.toBeInstanceOf(NotFound);
  await expect(decline({ businessId: newId(), requestId: request!.id })).rejects.toBeInstanceOf(NotFound);
  expect(await world.db.select().from(termsRequests)).toMatchObject([{ state: "declined", answer: "Three paid weeks first." }]);
});

test("nobody else asks, decides or invoices", async ({ world }) => {
  const people = await givenBusiness(world.db, { now: world.now() });
  const other = await givenOtherBusiness(world.db);
  const operator = await givenStaff(world.db, ["operator"]);
  const businessId = people.business.id;
  const now = world.now();
  for (const [actor, error] of [
    [people.manager, Forbidden],
    [people.viewer, Forbidden],
    [other.owner, NotFound],
  ] as const)
    await expect(
      world.db.transaction((tx) => askForTerms(tx, { businessId, cadence: "weekly", netDays: 7 }, { actor, now })),
    ).rejects.toBeInstanceOf(error);
  for (const actor of [people.owner, operator]) {
    const context = { actor, now };
    await expect(world.db.transaction((tx) => setArrangement(tx, { businessId, ...decision }, context))).rejects.toThrow();
    await expect(
      world.db.transaction((tx) => declineTerms(tx, { businessId, requestId: newId(), answer: "No, sorry." }, context)),
    ).rejects.toThrow();
    await expect(issueTermsInvoiceFlow(world.db, world.stripe, { businessId, currency: "USD" }, context)).rejects.toThrow();
    await expect(settleTermsInvoiceFlow(world.db, world.stripe, { stripeInvoiceId: "in_1" }, context)).rejects.toThrow();
  }
  const staff = await givenStaff(world.db);
  await expect(
    world.db.transaction((tx) => setArrangement(tx, { businessId: newId(), ...decision }, { actor: staff, now })),
  ).rejects.toBeInstanceOf(NotFound);
});
