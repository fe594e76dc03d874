import type Stripe from "stripe";
import { type SandboxOptions, startSandbox } from "#app/edges/stripe/sandbox/sandbox.ts";
import type { BankBehaviour } from "#app/edges/stripe/sandbox/test-banks.ts";
import { createStripe, type StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { startStripeJudge } from "#tests/judges/stripe.ts";

/** Monday, the close of the week of 9 November: the day of product.md's example. */
export const monday = new Date("2026-11-16T12:00:00Z");

/** A sandbox with the judge before it, so that every exchange of a test is judged. Call `done` at the end. */
export async function givenSandbox(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ now: monday, ...options });
  const judge = await startStripeJudge(sandbox.url);
  const stripe = createStripe({ STRIPE_SANDBOX_URL: judge.url });
  return {
    ...sandbox,
    stripe,
    judge,
    async done() {
      await judge.close();
      await sandbox.close();
    },
  };
}
export type GivenSandbox = Awaited<ReturnType<typeof givenSandbox>>;

/** A customer whose card was entered on the hosted page. */
export async function givenCard({ stripe, control }: Pick<GivenSandbox, "stripe" | "control">, number = "4242424242424242") {
  const customer = await stripe.customers.create({ name: "Acme", email: "finance@acme.example" });
  const session = await stripe.checkout.sessions.create({
    mode: "setup",
    currency: "usd",
    customer: customer.id,
    success_url: "https://deskhand.example/cards?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://deskhand.example/cards",
  });
  control.completeCheckout(session.id, number);
  const intent = await stripe.setupIntents.retrieve(session.setup_intent as string);
  return { customer: customer.id, paymentMethod: intent.payment_method as string, session: session.id };
}

export function charge(
  stripe: StripeEdge,
  card: { customer: string; paymentMethod: string },
  amount: number,
  currency = "usd",
  key?: string,
) {
  return stripe.paymentIntents.create(
    {
      amount,
      currency,
      customer: card.customer,
      payment_method: card.paymentMethod,
      off_session: true,
      confirm: true,
      allowed_payment_method_types: ["card"],
      transfer_group: "bill",
      expand: ["latest_charge.balance_transaction"],
    },
    key ? { idempotencyKey: key } : {},
  );
}

/** Keeps every cent of the platform's balance from the daily sweep. */
export function keepAll(stripe: StripeEdge) {
  const all = 1_000_000_000;
  return stripe.balanceSettings.update({
    payments: { payouts: { minimum_balance_by_currency: { usd: all, eur: all, gbp: all } } },
  });
}

export async function givenAccount(
  { stripe, control }: Pick<GivenSandbox, "stripe" | "control">,
  country = "de",
  bank: BankBehaviour = "works",
) {
  const account = await newAccount(stripe, country);
  control.completeOnboarding(account.id, { givenName: "Ana", surname: "Silva", bank });
  await stripe.balanceSettings.update(
    { payments: { payouts: { schedule: { interval: "manual" } } } },
    { stripeAccount: account.id },
  );
  return account.id;
}

export function newAccount(stripe: StripeEdge, country: string) {
  return stripe.v2.core.accounts.create({
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    contact_email: "ana@agents.example",
    dashboard: "express",
    defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
    display_name: "Ana Silva",
    identity: { country, entity_type: "individual" },
    include: ["configuration.recipient", "identity", "requirements", "defaults"],
    metadata: { agentId: "1" },
  });
}

/** The platform with available money in a currency. */
export async function givenFunds(sandbox: GivenSandbox, amount = 100_000, currency = "usd") {
  await keepAll(sandbox.stripe);
  const card = await givenCard(sandbox, "4000000000000077");
  await charge(sandbox.stripe, card, amount, currency);
  return card;
}

export function expanded<T extends object>(value: string | T | null | undefined): T {
  if (value === null || value === undefined || typeof value === "string")
    throw new Error(`expected an expanded object, got ${value}`);
  return value;
}

export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    return error as Stripe.errors.StripeError;
  }
  throw new Error("it was not refused");
}

export type RecipientBank = "works" | "fails" | "returns";

export function newRecipient(stripe: StripeEdge, country: string) {
  return stripe.v2.core.accounts.create({
    configuration: { recipient: { capabilities: { bank_accounts: { local: { requested: true } } } } },
    contact_email: "rafael@agents.example",
    dashboard: "none",
    defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
    display_name: "Rafael Souza",
    identity: { country, entity_type: "individual" },
    include: ["configuration.recipient", "identity", "requirements", "defaults"],
  });
}

/** A recipient of Global Payouts with a bank account, and that account's id. */
export async function givenRecipient(
  { stripe, control }: Pick<GivenSandbox, "stripe" | "control">,
  country = "br",
  bank: RecipientBank = "works",
) {
  const { id: recipient } = await newRecipient(stripe, country);
  control.completeRecipient(recipient, bank);
  const methods = await stripe.v2.moneyManagement.payoutMethods.list({}, { stripeContext: recipient });
  return { recipient, method: methods.data[0]!.id };
}

export async function financialAccount({ stripe }: Pick<GivenSandbox, "stripe">) {
  return (await stripe.v2.moneyManagement.financialAccounts.list()).data[0]!;
}

/** Moves money from the platform's balance to its financial account. */
export async function fund(sandbox: Pick<GivenSandbox, "stripe">, amount: number, currency = "usd") {
  const { id } = await financialAccount(sandbox);
  return sandbox.stripe.payouts.create({ amount, currency, payout_method: id });
}

export async function payoutIntent(
  sandbox: Pick<GivenSandbox, "stripe">,
  to: { recipient: string; method: string },
  amount: number,
  currency = "usd",
) {
  const { id } = await financialAccount(sandbox);
  return sandbox.stripe.v2.moneyManagement.payoutIntents.create({
    amount: { value: amount, currency },
    confirmation_method: "manual",
    from: { currency, financial_account: id },
    to: { recipient: to.recipient, payout_method: to.method },
  });
}
