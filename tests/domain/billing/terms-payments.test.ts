import { eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { decideApproval } from "#app/domain/accounts/request-approval.server.ts";
import { markPaidOutside } from "#app/domain/billing/mark-paid-outside.server.ts";
import { unusedCredit } from "#app/domain/billing/refund-target.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { subLedgers } from "#app/domain/reconciliation/sub-ledgers.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { termsPayments } from "#db/schema/billing.ts";
import { charge, givenCard } from "#tests/edges/stripe-sandbox.ts";
import { eventsNamed, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, work } from "#tests/factories/billing.ts";
import { balanceText, givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";

/** 8 hours at 7.25 and the fee, 63.80, on an open invoice of 14 days. */
async function givenOpenInvoice(world: MoneyWorld, rate?: Parameters<typeof givenWorking>[1]) {
  const working = await givenWorking(world, { card: null, ...rate });
  await givenOnTerms(world.db, working.businessId, world.now());
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T12:30Z");
  const [invoice] = await termsInvoicesOf(world.db, working.businessId);
  const bill = await billOf(world.db, working.businessId);
  return { ...working, bill, invoice: invoice!, stripeInvoiceId: invoice!.stripeInvoiceId! };
}
type Given = Awaited<ReturnType<typeof givenOpenInvoice>>;

/** Part of an invoice is paid at Stripe, by a payment of its own. */
async function payPart(world: MoneyWorld, { stripeInvoiceId }: Given, amount: number) {
  const { customer } = await world.stripe.invoices.retrieve(stripeInvoiceId);
  const { paymentMethod } = await givenCard(world);
  await world.stripe.paymentMethods.attach(paymentMethod, { customer: customer as string });
  const part = await charge(world.stripe, { customer: customer as string, paymentMethod }, amount);
  await world.stripe.invoices.attachPayment(stripeInvoiceId, { payment_intent: part.id });
  await world.settle();
}

async function books({ db }: MoneyWorld, { businessId }: Given) {
  const off = (await subLedgers(db, system)).filter((one) => one.differing > 0);
  const of = (account: Parameters<typeof balanceText>[1]) => balanceText(db, account);
  return {
    receivable: await of(accounts.receivable(businessId, "USD")),
    credit: await of(accounts.credit(businessId, "USD")),
    bank: await of(accounts.bank("USD")),
    off,
  };
}

const found = { reference: "SEPA 2026-11-20 4711", reason: "Their transfer stands on our statement." };
const mark = (world: MoneyWorld, { invoice }: Given, actor: Actor, more: Partial<typeof found> = {}) =>
  world.db.transaction((tx) =>
    markPaidOutside(tx, { termsInvoiceId: invoice.id, ...found, ...more }, { actor, now: world.now() }),
  );

test("an invoice paid in several payments is paid when they add up; until then they are kept for it", async ({ world }) => {
  const given = await givenOpenInvoice(world);
  await payPart(world, given, 4_000);
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "invoiced" });
  expect(await books(world, given)).toMatchObject({ receivable: "63.80", credit: "40.00", off: [] });
  // Kept for the invoice: it pays nothing else.
  expect(await world.db.transaction((tx) => unusedCredit(tx, given.businessId, "USD"))).toBe(0n);
  await payPart(world, given, 1_000);
  world.control.payInvoice(given.stripeInvoiceId);
  await world.settle();
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await termsInvoicesOf(world.db, given.businessId)).toMatchObject([{ state: "paid" }]);
  expect(await books(world, given)).toMatchObject({ receivable: "0.00", credit: "0.00", off: [] });
  const payments = await world.db.select().from(termsPayments).orderBy(termsPayments.amount);
  expect(payments.map((one) => one.amount)).toEqual([1_000n, 1_380n, 4_000n]);
  expect(await eventsNamed(world.db, "bill.paid")).toHaveLength(1);
  await world.settle();
});

test("what is paid above an invoice in parts becomes free credit", async ({ world }) => {
  const given = await givenOpenInvoice(world);
  await payPart(world, given, 4_000);
  await payPart(world, given, 4_000);
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await books(world, given)).toMatchObject({ receivable: "0.00", credit: "16.20", off: [] });
  expect(await world.db.transaction((tx) => unusedCredit(tx, given.businessId, "USD"))).toBe(1_620n);
});

test("an invoice that Stripe says was paid outside waits for finance to name the transfer, and is not reminded of", async ({
  world,
}) => {
  const given = await givenOpenInvoice(world);
  await world.stripe.invoices.pay(given.stripeInvoiceId, { paid_out_of_band: true });
  await world.settle();
  expect(await termsInvoicesOf(world.db, given.businessId)).toMatchObject([{ state: "outside" }]);
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "invoiced" });
  expect(await eventsNamed(world.db, "terms-invoice.paid-outside")).toEqual([{ termsInvoiceId: given.invoice.id }]);
  await world.advanceTo("2026-12-02T10:00Z");
  expect(await eventsNamed(world.db, "terms-invoice.reminded")).toEqual([]);
  const staff = await givenStaff(world.db);
  expect(await mark(world, given, staff)).toBe("paid");
  expect(await mark(world, given, staff)).toBe("paid");
  await world.settle();
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await termsInvoicesOf(world.db, given.businessId)).toMatchObject([{ state: "paid", bankReference: found.reference }]);
  expect(await books(world, given)).toEqual({ receivable: "0.00", credit: "0.00", bank: "63.80", off: [] });
  const audited = await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, given.invoice.id));
  expect(audited).toMatchObject([
    { action: "terms-invoice.paid-outside", reason: found.reason, amount: 6_380n, actorId: staff.userId },
  ]);
  await expect(mark(world, given, staff, { reference: "another one" })).rejects.toBeInstanceOf(Conflict);
});

test("finance records the transfer of an open invoice, partly paid by card: Stripe stops asking", async ({ world }) => {
  const given = await givenOpenInvoice(world);
  await payPart(world, given, 4_000);
  await mark(world, given, await givenStaff(world.db));
  await world.settle();
  expect(await world.stripe.invoices.retrieve(given.stripeInvoiceId)).toMatchObject({
    status: "paid",
    amount_paid_off_stripe: 2_380,
  });
  await world.settle();
  expect(await books(world, given)).toEqual({ receivable: "0.00", credit: "0.00", bank: "23.80", off: [] });
  expect(await eventsNamed(world.db, "bill.paid")).toHaveLength(1);
  expect(await eventsNamed(world.db, "terms-invoice.paid-outside")).toEqual([]);
});

test("one who pays by card after the transfer was recorded has the money as credit", async ({ world }) => {
  const given = await givenOpenInvoice(world);
  await mark(world, given, await givenStaff(world.db));
  world.control.payInvoice(given.stripeInvoiceId);
  await world.settle();
  expect(await books(world, given)).toEqual({ receivable: "0.00", credit: "63.80", bank: "63.80", off: [] });
  expect(await world.db.transaction((tx) => unusedCredit(tx, given.businessId, "USD"))).toBe(6_380n);
});

test("above the set amount a second person agrees first; nobody else records a transfer", async ({ world }) => {
  const given = await givenOpenInvoice(world, { rate: money(30_000n, "USD") });
  const [first, second] = [await givenStaff(world.db), await givenStaff(world.db)];
  expect(await mark(world, given, first)).toBe("waits");
  await expect(mark(world, given, first)).rejects.toBeInstanceOf(Conflict);
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "invoiced" });
  const [asked] = await world.db.select().from(approvals);
  await world.db.transaction((tx) =>
    decideApproval(tx, { approvalId: asked!.id, approve: true, note: "" }, { actor: second, now: world.now() }),
  );
  await world.settle();
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await books(world, given)).toMatchObject({ receivable: "0.00", bank: "2640.00", off: [] });
  const other = await givenOtherBusiness(world.db);
  for (const [actor, error] of [
    [await givenStaff(world.db, ["operator"]), Forbidden],
    [given.people.owner, NotFound],
    [other.owner, NotFound],
    [given.freelancer.agent, NotFound],
  ] as const)
    await expect(mark(world, given, actor)).rejects.toSatisfy((thrown) => thrown instanceof error || thrown instanceof Forbidden);
  const nowhere = { termsInvoiceId: newId(), ...found };
  await expect(
    world.db.transaction((tx) => markPaidOutside(tx, nowhere, { actor: first, now: world.now() })),
  ).rejects.toBeInstanceOf(NotFound);
});
