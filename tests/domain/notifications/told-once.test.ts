import { eq } from "drizzle-orm";
import { settleTermsInvoiceFlow } from "#app/domain/billing/settle-terms-invoice-flow.server.ts";
import type { Mail } from "#app/edges/mail/mail.server.ts";
import { money } from "#app/kernel/money.ts";
import { users } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { billOf, chargesOf, givenWorking, work, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnTerms, termsInvoicesOf } from "#tests/factories/documents.ts";
import { expect, type MoneyWorld, test } from "#tests/setup/money.ts";
import { notify } from "#workers/jobs/notify.ts";
import { workOf } from "#workers/reactions.ts";

/** Does what the workers do with every event of a name, twice over. @returns the mails as "address: subject" */
async function tell(world: MoneyWorld, name: string): Promise<string[]> {
  const sent: string[] = [];
  const mail = { send: async ({ to, subject }: Mail) => void sent.push(`${to}: ${subject.replace(/\s/g, " ")}`) };
  const found = await world.db.select().from(events).where(eq(events.name, name));
  for (const event of [...found, ...found])
    for (const { job, payload } of workOf(event)) if (job.name === notify.name) await job.run(payload, { ...world.deps, mail });
  return sent;
}
async function addressOf({ db }: MoneyWorld, userId: string | null): Promise<string> {
  const [one] = await db.select().from(users).where(eq(users.id, userId!));
  return one!.email;
}

test("an agent is told once that unprotected pay waits for a chargeback, how much, and how it ended", async ({ world }) => {
  // 1,197.50 of pay; the limit of a new business protects 454.50 of it.
  const working = await givenWorking(world, { rate: money(3_000n, "USD") });
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const [charge] = await chargesOf(world.db, bill.id);
  const dispute = world.control.disputeCharge(charge!.stripeChargeId!);
  await world.settle();
  const agent = await addressOf(world, working.agentId);
  const toAgent = async (name: string) => (await tell(world, name)).filter((one) => one.startsWith(agent));
  expect(await toAgent("chargeback.opened")).toEqual([
    `${agent}: Lumen’s bank is taking a payment back. 743.00 USD of your pay that is not protected waits until that is decided.`,
  ]);
  const mine = await world.db.select().from(notifications).where(eq(notifications.userId, working.agentId));
  expect(mine).toMatchObject([{ kind: "chargeback-holds-pay", href: expect.stringMatching(/^\/agent\/timesheets\//) }]);
  world.control.decideDispute(dispute.id, true);
  await world.settle();
  expect(await toAgent("chargeback.closed")).toEqual([
    `${agent}: It is decided: Lumen’s payment stands. The 743.00 USD of your pay that waited become available on schedule.`,
  ]);
});

test("an agent whose pay is all protected is not told of a chargeback", async ({ world }) => {
  const working = await givenWorking(world);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-16T13:00Z");
  const bill = await billOf(world.db, working.businessId);
  const [charge] = await chargesOf(world.db, bill.id);
  world.control.disputeCharge(charge!.stripeChargeId!);
  await world.settle();
  const agent = await addressOf(world, working.agentId);
  const mails = await tell(world, "chargeback.opened");
  expect(mails).toHaveLength(2);
  expect(mails.filter((one) => one.startsWith(agent))).toEqual([]);
});

test("platform finance is told once of an invoice that was paid outside of Stripe", async ({ world }) => {
  const finance = await givenStaff(world.db);
  const working = await givenWorking(world, { card: null });
  await givenOnTerms(world.db, working.businessId, world.now());
  await work(world.db, working, "2026-11-12", 480);
  await world.advanceTo("2026-11-16T12:30Z");
  const [invoice] = await termsInvoicesOf(world.db, working.businessId);
  const stripeInvoiceId = invoice!.stripeInvoiceId!;
  await world.stripe.invoices.pay(stripeInvoiceId, { paid_out_of_band: true });
  await world.settle();
  await settleTermsInvoiceFlow(world.db, world.stripe, { stripeInvoiceId }, world.deps.context());
  const address = await addressOf(world, finance.userId);
  const mails = (await tell(world, "terms-invoice.paid-outside")).filter((one) => one.startsWith(address));
  expect(mails).toEqual([
    `${address}: Stripe says that Lumen’s invoice over 63.80 USD was paid outside Stripe. Please find the transfer and record it.`,
  ]);
});
