import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { proveLedger } from "#app/domain/ledger/prove-ledger.server.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { railBBalances } from "./rail-b-movements.server.ts";

/** What Stripe says the platform has there, pending and available together, by currency. */
export async function stripeBalances(stripe: StripeEdge): Promise<Money[]> {
  const balance = await stripe.balance.retrieve();
  const sums = new Map<string, bigint>();
  for (const one of [...balance.available, ...balance.pending]) {
    const currency = one.currency.toUpperCase();
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(one.amount));
  }
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
}

/**
 * The proof of a day with Stripe's own balances beside ours; a second proof of the day replaces the first.
 * @param day UTC; today's when absent; @throws Forbidden without "reconciliation.run"
 */
export async function proveLedgerFlow(
  db: Db,
  stripe: StripeEdge,
  { day }: { day?: string },
  context: Context,
): Promise<{ holds: boolean }> {
  permit(context.actor, "reconciliation.run");
  const [railA, railB] = await Promise.all([stripeBalances(stripe), railBBalances(stripe)]);
  const proof = {
    day: day ?? context.now.toISOString().slice(0, 10),
    stripeBalances: [
      ...railA.map(({ minor, currency }) => ({ rail: "a" as const, amount: minor, currency })),
      ...railB.map(({ minor, currency }) => ({ rail: "b" as const, amount: minor, currency })),
    ],
  };
  return db.transaction((tx) => proveLedger(tx, proof, context));
}
