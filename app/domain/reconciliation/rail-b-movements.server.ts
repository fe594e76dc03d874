import type Stripe from "stripe";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { isIn, type Movement } from "./match-balance.ts";

type Entry = Stripe.V2.MoneyManagement.TransactionEntry;

/**
 * What came into and left the available balance of the platform's financial account between two instants (rail B), as Stripe says, by the object
 * that caused it: rc_ what was brought there, obp_ a payment to an agent's bank, and its return. What is only promised to a bank moved already
 * when it was promised: entries that change nothing available are left out.
 * @param from inclusive, @param to exclusive, UTC
 */
export async function railBMovements(stripe: StripeEdge, from: Date, to: Date): Promise<Movement[]> {
  const found: Movement[] = [];
  // Stripe counts in whole seconds: the one that the span begins or ends in is read whole, and cut here.
  const created = { gte: Math.floor(from.getTime() / 1000), lte: Math.floor(to.getTime() / 1000) };
  for await (const entry of stripe.v2.moneyManagement.transactionEntries.list({ created, limit: 100 })) {
    const movement = asMovement(entry);
    if (movement.amount !== 0n && isIn({ from, to }, movement.at)) found.push(movement);
  }
  return found;
}

/** All that the financial account has about one source (rc_, obp_), whenever it was. */
export async function railBMovementsOf(stripe: StripeEdge, sourceId: string): Promise<Movement[]> {
  const found: Movement[] = [];
  for await (const transaction of stripe.v2.moneyManagement.transactions.list({ flow: sourceId, limit: 100 }))
    for await (const entry of stripe.v2.moneyManagement.transactionEntries.list({ transaction: transaction.id, limit: 100 }))
      found.push(asMovement(entry));
  return found.filter((one) => one.amount !== 0n);
}

/** What the financial account has available, by currency. */
export async function railBBalances(stripe: StripeEdge): Promise<{ currency: string; minor: bigint }[]> {
  const sums = new Map<string, bigint>();
  for await (const account of stripe.v2.moneyManagement.financialAccounts.list({ limit: 100 }))
    for (const { value, currency } of Object.values(account.balance.available))
      sums.set(currency.toUpperCase(), (sums.get(currency.toUpperCase()) ?? 0n) + BigInt(value));
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
}

function asMovement({
  id,
  transaction,
  transaction_details: details,
  balance_impact: impact,
  effective_at: at,
}: Entry): Movement {
  const flow = details.flow as Record<string, string | undefined> | undefined;
  return {
    sourceId: flow?.[flow.type ?? ""] ?? transaction,
    currency: impact.available.currency.toUpperCase(),
    amount: BigInt(impact.available.value),
    at: new Date(at),
    rail: "b",
    balanceTransactionId: id,
    category: details.category,
  };
}
