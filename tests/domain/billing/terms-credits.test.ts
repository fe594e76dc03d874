import { system } from "#app/domain/accounts/permissions.ts";
import { issueTermsInvoiceFlow } from "#app/domain/billing/issue-terms-invoice-flow.server.ts";
import { lowerTermsInvoiceFlow } from "#app/domain/billing/lower-terms-invoice-flow.server.ts";
import { creditToIssue } from "#app/domain/billing/terms-invoice.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { subLedgers } from "#app/domain/reconciliation/sub-ledgers.server.ts";
import { termsCredits } from "#db/schema/billing.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, givenWorking, work } from "#tests/factories/billing.ts";
import { balanceText, givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { askRefund } from "#tests/factories/refunds.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { resumeMoney } from "#workers/jobs/resume-money.ts";

/** 8 hours at 7.25 and the fee, 63.80, on an open invoice of 14 days. */
async function givenOpenInvoice(world: MoneyWorld) {
  const working = await givenWorking(world, { card: null });
  await givenOnTerms(world.db, working.businessId, world.now());
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T12:30Z");
  const bill = await billOf(world.db, working.businessId);
  const [invoice] = await termsInvoicesOf(world.db, working.businessId);
  const finance = await givenStaff(world.db);
  const give = (amount: bigint, what: "fee" | "goodwill" = "fee") =>
    askRefund(world.db, { about: { billId: bill.id }, amount, what }, { actor: finance, now: world.now() });
  return { ...working, bill, invoice: invoice!, stripeInvoiceId: invoice!.stripeInvoiceId!, give };
}
type Given = Awaited<ReturnType<typeof givenOpenInvoice>>;

async function books({ db }: MoneyWorld, { businessId }: Given) {
  const off = (await subLedgers(db, system)).filter((one) => one.differing > 0);
  const [receivable, credit] = [accounts.receivable(businessId, "USD"), accounts.credit(businessId, "USD")];
  return { receivable: await balanceText(db, receivable), credit: await balanceText(db, credit), off };
}

test("what is taken back of a bill on terms lowers its open invoice at Stripe; what is paid is what is owed", async ({
  world,
}) => {
  const given = await givenOpenInvoice(world);
  await given.give(300n);
  await world.settle();
  const theirs = () => world.stripe.invoices.retrieve(given.stripeInvoiceId);
  expect(await theirs()).toMatchObject({ status: "open", amount_due: 6_080, pre_payment_credit_notes_amount: 300 });
  await given.give(1_000n, "goodwill");
  await world.settle();
  expect(await theirs()).toMatchObject({ amount_due: 5_080, amount_remaining: 5_080 });
  expect(await books(world, given)).toEqual({ receivable: "50.80", credit: "0.00", off: [] });
  world.control.payInvoice(given.stripeInvoiceId);
  await world.settle();
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid", refunded: 1_300n });
  expect(await books(world, given)).toEqual({ receivable: "0.00", credit: "0.00", off: [] });
  expect((await world.stripe.creditNotes.list()).data.map((one) => one.amount)).toEqual([1_000, 300]);
});

test("a bill taken back wholly closes its invoice without a payment", async ({ world }) => {
  const given = await givenOpenInvoice(world);
  await given.give(6_380n, "goodwill");
  await world.settle();
  expect(await world.stripe.invoices.retrieve(given.stripeInvoiceId)).toMatchObject({ status: "paid", amount_due: 0 });
  await world.settle();
  expect(await termsInvoicesOf(world.db, given.businessId)).toMatchObject([{ state: "paid", bankReference: null }]);
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await books(world, given)).toEqual({ receivable: "0.00", credit: "0.00", off: [] });
});

test("what is lowered while Stripe draws the invoice up lowers it afterwards, and a call cut off lowers once", async ({
  world,
}) => {
  const working = await givenWorking(world, { card: null });
  await givenOnTerms(world.db, working.businessId, world.now());
  await work(world.db, working, "2026-11-12", 480);
  const fault = { method: "POST", path: "/v1/invoices/in_", times: 100, status: 503 };
  world.control.setFaults([fault]);
  await expect(world.advanceTo("2026-11-16T12:30Z")).rejects.toThrow();
  const bill = await billOf(world.db, working.businessId);
  const finance = await givenStaff(world.db);
  const context = { actor: finance, now: world.now() };
  await askRefund(world.db, { about: { billId: bill.id }, amount: 300n }, context);
  // The answer about the credit note is lost: Stripe has written it.
  world.control.setFaults([{ method: "POST", path: "/v1/credit_notes", times: 100, status: 503, after: true }]);
  const which = { businessId: working.businessId, currency: "USD" };
  const invoice = await issueTermsInvoiceFlow(world.db, world.stripe, which, world.deps.context());
  expect(invoice).toMatchObject({ state: "open", amount: 6_380n });
  await expect(world.settle()).rejects.toThrow();
  expect(await world.db.select().from(termsCredits)).toMatchObject([{ state: "reserved", amount: 300n }]);
  world.control.setFaults([]);
  const lower = () => lowerTermsInvoiceFlow(world.db, world.stripe, { termsInvoiceId: invoice!.id }, world.deps.context());
  await Promise.all([lower(), lower()]);
  await resumeMoney.run({}, world.deps);
  await world.settle();
  expect((await world.stripe.creditNotes.list()).data.map((one) => one.amount)).toEqual([300]);
  expect(await world.stripe.invoices.retrieve(invoice!.stripeInvoiceId!)).toMatchObject({ status: "open", amount_due: 6_080 });
});

test("an invoice that is paid before its credit note makes what was too much credit, once", async ({ world }) => {
  const given = await givenOpenInvoice(world);
  await given.give(300n);
  // Its payer was faster than we.
  world.control.payInvoice(given.stripeInvoiceId);
  await lowerTermsInvoiceFlow(world.db, world.stripe, { termsInvoiceId: given.invoice.id }, world.deps.context());
  expect(await world.db.select().from(termsCredits)).toMatchObject([{ state: "refused" }]);
  await world.settle();
  expect(await billOf(world.db, given.businessId)).toMatchObject({ state: "paid" });
  expect(await books(world, given)).toEqual({ receivable: "0.00", credit: "3.00", off: [] });
  expect((await world.stripe.creditNotes.list()).data).toEqual([]);
});

test("what is left must be payable by card, or be nothing", () => {
  const credit = (asked: bigint, owed: bigint, paid = 0n) => creditToIssue({ asked, owed, paid }, "USD");
  expect([credit(6_380n, 6_080n), credit(6_380n, 0n), credit(6_380n, 20n), credit(6_380n, 6_380n)]).toEqual([
    300n,
    6_380n,
    6_330n,
    0n,
  ]);
  // 40.00 were paid of it already: it cannot ask for less than that.
  expect([credit(6_380n, 5_000n, 4_000n), credit(6_380n, 3_000n, 4_000n), credit(6_380n, 4_010n, 4_000n)]).toEqual([
    1_380n,
    2_380n,
    2_330n,
  ]);
});
