/** A movement on a Stripe balance, theirs or ours, net, in minor units. */
export interface Movement {
  /** The object it is about: ch_, tr_, trr_, po_, re_. */
  sourceId: string;
  currency: string;
  amount: bigint;
  at: Date;
  balanceTransactionId?: string;
  category: string;
}

export type Class = "matched" | "timing" | "amount" | "missing-ours" | "missing-theirs" | "duplicate";
export interface Item {
  class: Class;
  sourceId: string;
  balanceTransactionId: string | null;
  category: string;
  currency: string;
  theirs: bigint | null;
  ours: bigint | null;
  at: Date;
}

/** What is this young may still be on its way to us: webhooks come late. */
export const TIMING_HOURS = 24;

/**
 * Matches Stripe's balance transactions with our postings one to one by source and currency (money.md, "Reconciliation").
 * @param now business time, for what is only late
 */
export function matchBalance(theirs: Movement[], ours: Movement[], now: Date): Item[] {
  const key = (one: Movement) => `${one.sourceId} ${one.currency}`;
  const waiting = new Map<string, Movement[]>();
  for (const one of ours) waiting.set(key(one), [...(waiting.get(key(one)) ?? []), one]);
  const items: Item[] = [];
  const young = (at: Date) => now.getTime() - at.getTime() < TIMING_HOURS * 3_600_000;
  for (const their of theirs) {
    const own = waiting.get(key(their))?.shift();
    const missing: Class = young(their.at) ? "timing" : "missing-ours";
    const found: Class = own ? (own.amount === their.amount ? "matched" : "amount") : missing;
    items.push({
      class: found,
      sourceId: their.sourceId,
      balanceTransactionId: their.balanceTransactionId ?? null,
      category: their.category,
      currency: their.currency,
      theirs: their.amount,
      ours: own?.amount ?? null,
      at: their.at,
    });
  }
  const seen = new Set(theirs.map(key));
  for (const own of [...waiting.values()].flat()) {
    const left: Class = seen.has(key(own)) ? "duplicate" : young(own.at) ? "timing" : "missing-theirs";
    items.push({
      class: left,
      sourceId: own.sourceId,
      balanceTransactionId: null,
      category: own.category,
      currency: own.currency,
      theirs: null,
      ours: own.amount,
      at: own.at,
    });
  }
  return items;
}

export function isBreak(found: Class): boolean {
  return found !== "matched" && found !== "timing";
}
