import { settlementCurrencies } from "#app/kernel/money.ts";

/** Where an agent's money stands, minor units (money.md, "Ledger", the chart). */
export const standings = ["pending", "held", "available", "in_transit", "paid_out", "owed"] as const;
export type Standing = (typeof standings)[number];
export type Standings = Record<Standing, bigint>;

const nothing = (): Standings => ({ pending: 0n, held: 0n, available: 0n, in_transit: 0n, paid_out: 0n, owed: 0n });

/** What is with Deskhand and belongs to the agent: earned and not in the bank yet, less what is owed back. */
export function withDeskhand(at: Standings): bigint {
  return at.pending + at.held + at.available + at.in_transit - at.owed;
}

/** The standing of an agent's ledger account by its kind ("agent:in_transit"); null for other accounts. */
export function standingOf(kind: string): Standing | null {
  return standings.find((one) => kind === `agent:${one}`) ?? null;
}

/**
 * Ledger balances of an agent by currency, currencies that contracts may be in first; others hold only remainders that a bank which takes
 * whole units left for the next payout.
 */
export function balancesByCurrency(
  accounts: { kind: string; currency: string; balance: bigint }[],
): { currency: string; carriedOnly: boolean; at: Standings }[] {
  const found = new Map<string, Standings>();
  for (const { kind, currency, balance } of accounts) {
    const standing = standingOf(kind);
    if (!standing) continue;
    const at = found.get(currency) ?? nothing();
    found.set(currency, at);
    at[standing] += balance;
  }
  return [...found]
    .map(([currency, at]) => ({ currency, at, carriedOnly: !(settlementCurrencies as readonly string[]).includes(currency) }))
    .sort((a, b) => Number(a.carriedOnly) - Number(b.carriedOnly) || (a.currency < b.currency ? -1 : 1));
}

/** Where a week's pay stands; the words are `payouts:weeks.*`. */
export type WeekStanding = "review" | "waitsForDay" | "waitsForBusiness" | "held" | "available" | "onItsWay" | "inBank";

/**
 * The step that is still to come decides: what is available waits for a payout even when an earlier one took the rest of the week.
 * @param billPaid whether the business's bill for the week is paid; @param now business time
 */
export function weekStanding(
  week: {
    timesheet: { state: string; reviewUntil: Date; availableAt: Date };
    releasedAt: Date | null;
    /** Minor units: available and in no payout; with open disputes. */
    waiting: bigint;
    held: bigint;
    payout: { state: string } | null;
  },
  billPaid: boolean,
  now: Date,
): WeekStanding {
  if (week.waiting > 0n) return "available";
  if (week.held > 0n || week.timesheet.state === "disputed") return "held";
  if (week.payout) return week.payout.state === "paid" ? "inBank" : "onItsWay";
  if (week.releasedAt) return "available";
  if (!billPaid && week.timesheet.availableAt <= now) return "waitsForBusiness";
  return week.timesheet.state === "inReview" ? "review" : "waitsForDay";
}
