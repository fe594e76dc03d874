import { timingRule } from "./timing.ts";

/** A movement on a Stripe balance, theirs or ours, net, in minor units. */
export interface Movement {
  /** The object it is about: ch_, tr_, trr_, po_, re_; our own key where a posting names no object of Stripe's. */
  sourceId: string;
  currency: string;
  amount: bigint;
  at: Date;
  /** Which of the platform's balances at Stripe: payments (a) or the financial account (b). */
  rail: "a" | "b";
  balanceTransactionId?: string;
  category: string;
}

export const classes = ["matched", "timing", "amount", "missing-ours", "missing-theirs", "duplicate"] as const;
export type Class = (typeof classes)[number];
export interface Item {
  class: Class;
  rail: "a" | "b";
  sourceId: string;
  balanceTransactionId: string | null;
  category: string;
  currency: string;
  theirs: bigint | null;
  ours: bigint | null;
  at: Date;
}

/** Instants from `from` (inclusive) to `to` (exclusive), UTC. */
export interface Span {
  from: Date;
  to: Date;
}

export const keyOf = (one: Pick<Movement, "rail" | "sourceId" | "currency">) => `${one.rail} ${one.sourceId} ${one.currency}`;
export const isIn = (span: Span, at: Date) => at >= span.from && at < span.to;

/**
 * Matches Stripe's balance transactions with our postings one to one by rail, source and currency (money.md, "Reconciliation"): first those that
 * agree to the cent, then what is left of a source in order of time. Both sides must hold all movements of each source, so that nothing is
 * called missing that only lies on the other side of the span's edge; a pair wholly outside the span is not told, unless it is looked after:
 * what an earlier run left open is told until it is matched or has become a break. What one side alone knows is timing for as long as its kind
 * may take (`timing.ts`), then it is missing.
 * @param now business time; @param open keys (`keyOf`) of what is looked after
 */
export function matchBalance(theirs: Movement[], ours: Movement[], span: Span, now: Date, open: Set<string> = new Set()): Item[] {
  const groups = new Map<string, { theirs: Movement[]; ours: Movement[] }>();
  const groupOf = (one: Movement) => {
    const known = groups.get(keyOf(one)) ?? { theirs: [], ours: [] };
    groups.set(keyOf(one), known);
    return known;
  };
  for (const one of theirs) groupOf(one).theirs.push(one);
  for (const one of ours) groupOf(one).ours.push(one);
  const waits = (side: "theirs" | "ours", { sourceId, at }: Movement) =>
    now.getTime() - at.getTime() < timingRule(side, sourceId).days * 86_400_000;
  return [...groups].flatMap(([key, group]) => matchSource(group, (at) => open.has(key) || isIn(span, at), waits));
}

function matchSource(
  group: { theirs: Movement[]; ours: Movement[] },
  isTold: (at: Date) => boolean,
  waits: (side: "theirs" | "ours", one: Movement) => boolean,
): Item[] {
  const items: Item[] = [];
  const tell = (found: Class, their: Movement | null, own: Movement | null) => {
    if (![their, own].some((one) => one && isTold(one.at))) return;
    const seen = (their ?? own)!;
    items.push({
      class: found,
      rail: seen.rail,
      sourceId: seen.sourceId,
      balanceTransactionId: their?.balanceTransactionId ?? null,
      category: seen.category,
      currency: seen.currency,
      theirs: their?.amount ?? null,
      ours: own?.amount ?? null,
      at: seen.at,
    });
  };
  const inTime = (a: Movement, b: Movement) => a.at.getTime() - b.at.getTime();
  const ours = [...group.ours].sort(inTime);
  const theirs: Movement[] = [];
  for (const their of [...group.theirs].sort(inTime)) {
    const index = ours.findIndex((own) => own.amount === their.amount);
    if (index < 0) theirs.push(their);
    else tell("matched", their, ours.splice(index, 1)[0]!);
  }
  for (const their of theirs) {
    const own = ours.shift();
    if (own) tell("amount", their, own);
    else tell(waits("theirs", their) ? "timing" : "missing-ours", their, null);
  }
  for (const own of ours) {
    const again = group.theirs.some((their) => their.amount === own.amount);
    tell(again ? "duplicate" : waits("ours", own) ? "timing" : "missing-theirs", null, own);
  }
  return items;
}

export function isBreak(found: Class): boolean {
  return found !== "matched" && found !== "timing";
}
