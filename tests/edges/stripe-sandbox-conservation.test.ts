import fc from "fast-check";
import { expect, test } from "vitest";
import {
  charge,
  financialAccount,
  fund,
  type GivenSandbox,
  givenAccount,
  givenCard,
  givenRecipient,
  givenSandbox,
  payoutIntent,
} from "./stripe-sandbox.ts";

type Step = {
  kind:
    | ("charge" | "refund" | "dispute" | "decide" | "invoice" | "topup")
    | ("transfer" | "reverse" | "payout" | "fund" | "send" | "call off" | "wait");
  amount: number;
  pick: number;
  currency: "usd" | "eur";
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(["charge", "charge", "refund", "dispute", "decide", "invoice", "topup"] as const),
    ...(["transfer", "transfer", "reverse", "payout", "fund", "send", "send", "call off", "wait"] as const),
  ),
  amount: fc.integer({ min: 50, max: 50_000 }),
  pick: fc.nat(),
  currency: fc.constantFrom("usd", "eur"),
});

/** Every balance is the sum of its balance transactions, nothing was made or lost, and only a refund and a dispute may overdraw. */
async function check({ stripe, books }: GivenSandbox, accounts: (string | undefined)[], refunded: boolean) {
  expect(Object.entries(books()).filter(([, sum]) => sum !== 0)).toEqual([]);
  for (const stripeAccount of accounts) {
    const options = stripeAccount ? { stripeAccount } : {};
    const balance = await stripe.balance.retrieve({}, options);
    const sums: Record<string, number> = {};
    for await (const transaction of stripe.balanceTransactions.list({ limit: 100 }, options)) {
      const part = `${transaction.currency} ${transaction.status}`;
      sums[part] = (sums[part] ?? 0) + transaction.net;
      expect(transaction.net).toBe(transaction.amount - transaction.fee);
    }
    for (const part of ["available", "pending"] as const) {
      for (const { amount, currency } of balance[part]) {
        expect(amount, `${stripeAccount} ${currency} ${part}`).toBe(sums[`${currency} ${part}`] ?? 0);
        if (!refunded) expect(amount).toBeGreaterThanOrEqual(0);
      }
    }
  }
}

/** The financial account is the sum of its entries, and nothing in it is below zero. */
async function checkFinancialAccount(sandbox: GivenSandbox) {
  const { balance } = await financialAccount(sandbox);
  const sums: Record<string, number> = {};
  for await (const { balance_impact: impact } of sandbox.stripe.v2.moneyManagement.transactionEntries.list({ limit: 20 })) {
    for (const part of ["available", "outbound_pending"] as const) {
      const key = `${impact[part].currency} ${part}`;
      sums[key] = (sums[key] ?? 0) + impact[part].value;
    }
  }
  for (const part of ["available", "outbound_pending"] as const) {
    for (const { value, currency } of Object.values(balance[part])) {
      expect(value, `${currency} ${part}`).toBe(sums[`${currency} ${part}`] ?? 0);
      expect(value).toBeGreaterThanOrEqual(0);
    }
  }
}

test("whatever happens, no money appears or is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const sandbox = await givenSandbox();
      const { stripe, control } = sandbox;
      const card = await givenCard(sandbox);
      // Refunds to it come back after they succeeded, and every charge of the last is disputed.
      const cards = [card, await givenCard(sandbox, "4000000000005126"), await givenCard(sandbox, "4000000000000259")];
      const agents = [
        await givenAccount(sandbox, "us"),
        await givenAccount(sandbox, "pl", "fails_late"),
        await givenAccount(sandbox, "hu", "fails"),
      ];
      const recipients = [
        await givenRecipient(sandbox, "br"),
        await givenRecipient(sandbox, "vn", "fails"),
        await givenRecipient(sandbox, "tn", "returns"),
      ];
      const intents: string[] = [];
      const charges: string[] = [];
      const transfers: string[] = [];
      let days = 0;
      let refunded = false;
      const agent = (pick: number) => agents[pick % agents.length]!;
      const act = async ({ kind, amount, pick, currency }: Step) => {
        if (kind === "charge") {
          const payer = cards[pick % cards.length]!;
          charges.push((await charge(stripe, payer, amount, currency)).id);
          if (payer === cards[2]) refunded = true;
        }
        if (kind === "refund" && charges.length > 0) {
          await stripe.refunds.create({ payment_intent: charges[pick % charges.length]!, amount: Math.ceil(amount / 2) });
          refunded = true;
        }
        if (kind === "dispute" && charges.length > 0) {
          refunded = true;
          const intent = await stripe.paymentIntents.retrieve(charges[pick % charges.length]!);
          control.disputeCharge(intent.latest_charge as string);
        }
        if (kind === "decide") {
          const { data } = await stripe.disputes.list({ limit: 100 });
          if (data.length > 0) control.decideDispute(data[pick % data.length]!.id, pick % 2 === 0);
        }
        if (kind === "invoice") {
          const invoice = await stripe.invoices.create({ customer: card.customer, currency });
          await stripe.invoiceItems.create({ customer: card.customer, invoice: invoice.id, amount, currency });
          await stripe.invoices.pay(invoice.id, { payment_method: card.paymentMethod });
        }
        if (kind === "topup") await stripe.topups.create({ amount, currency });
        if (kind === "transfer")
          transfers.push((await stripe.transfers.create({ amount, currency, destination: agent(pick) })).id);
        if (kind === "reverse" && transfers.length > 0)
          await stripe.transfers.createReversal(transfers[pick % transfers.length]!, { amount: Math.ceil(amount / 3) });
        if (kind === "payout") {
          const options = { stripeAccount: agent(pick) };
          const held = (await stripe.balance.retrieve({}, options)).available[0]!;
          await stripe.payouts.create({ amount: held.amount - (held.amount % 100), currency: held.currency }, options);
        }
        if (kind === "fund") await fund(sandbox, amount, currency);
        if (kind === "send") {
          const intent = await payoutIntent(sandbox, recipients[pick % recipients.length]!, Math.ceil(amount / 2), currency);
          intents.push(intent.id);
          await stripe.v2.moneyManagement.payoutIntents.confirm(intent.id);
        }
        if (kind === "call off" && intents.length > 0)
          await stripe.v2.moneyManagement.payoutIntents.cancel(intents[pick % intents.length]!);
        if (kind === "wait") {
          days += 1 + (pick % 4);
          control.setClock(new Date(Date.UTC(2026, 10, 16 + days, 12)));
        }
      };
      // A refusal is an answer too: it must leave everything as it was.
      for (const one of steps)
        await act(one).catch((error) => expect(error.rawType ?? error.type, error.message).toBe("invalid_request_error"));
      await check(sandbox, [undefined, ...agents], refunded);
      await checkFinancialAccount(sandbox);
      control.setClock("2027-03-01T00:00:00Z");
      await check(sandbox, [undefined, ...agents], refunded);
      await checkFinancialAccount(sandbox);
      expect(sandbox.judge.faults()).toEqual([]);
      await sandbox.done();
    }),
    { numRuns: 15 },
  );
}, 120_000);
