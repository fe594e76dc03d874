import { weekOf } from "#app/kernel/time.ts";
import { type Standing, type Standings, standingOf } from "./earnings.ts";

/** A posting of the ledger that touches an agent's accounts, as `statementOf` reads it. */
export interface StatementPosting {
  id: string;
  transactionId: string;
  kind: string;
  occurredAt: Date;
  amount: bigint;
  currency: string;
  debitKind: string;
  debitOwnerId: string | null;
  creditKind: string;
  creditOwnerId: string | null;
  /** Monday of the work, where the posting is about one week or one bill. */
  week: string | null;
  businessName: string | null;
  payoutId: string | null;
}

export interface StatementLine extends StatementPosting {
  /** Where it came from and went among the agent's own accounts; null is outside: the business, the bank. */
  from: Standing | null;
  to: Standing | null;
  /** Change of what is with Deskhand: plus earned, minus paid out or taken back, zero for a move between own accounts. */
  change: bigint;
  /** Every balance after this posting. */
  after: Standings;
}

/** What happened, as the statement calls it (`payouts:statement.kinds.*`). */
const names: Record<string, string> = {
  "week.billed": "billed",
  "week-pay.released": "released",
  "week-pay.advanced": "advanced",
  "bonus.released": "bonusReleased",
  "pay.held": "held",
  "pay.given-back": "givenBack",
  "payout.reserved": "reserved",
  "payout.transferred": "carried",
  "payout.paid": "paid",
  "payout.reserved.reversed": "returned",
  "payout.transferred.reversed": "carriedBack",
  "payout.paid.reversed": "sentBack",
};

/** Money that moves to or from what is owed back, or leaves held for good, is called by what it does, whatever brought it about. */
export function statementKind({ kind, from, to }: Pick<StatementLine, "kind" | "from" | "to">): string {
  if (to === "owed") return from === null ? "forgiven" : "recovered";
  if (from === "owed") return to === null ? "owedNow" : "owedAgain";
  if (from === "held" && to === null) return "taken";
  return names[kind] ?? "other";
}

/** Accounts whose money is with Deskhand; the others are the agent's bank and what is owed back. */
const kept: readonly Standing[] = ["pending", "held", "available", "in_transit"];
const growsOn = (standing: Standing) => (standing === "owed" ? "debit" : "credit");

/**
 * A statement in one currency: opening balances, and each posting with every balance after it.
 * @param opening balances before the first posting, each on its own side, minor units; @param postings in order
 */
export function statementLines(agentId: string, opening: Standings, postings: StatementPosting[]): StatementLine[] {
  const at = { ...opening };
  return postings.map((posting) => {
    const from = posting.debitOwnerId === agentId ? standingOf(posting.debitKind) : null;
    const to = posting.creditOwnerId === agentId ? standingOf(posting.creditKind) : null;
    if (from) at[from] += growsOn(from) === "debit" ? posting.amount : -posting.amount;
    if (to) at[to] += growsOn(to) === "credit" ? posting.amount : -posting.amount;
    const left = from !== null && (kept.includes(from) || from === "owed") ? -posting.amount : 0n;
    const came = to !== null && (kept.includes(to) || to === "owed") ? posting.amount : 0n;
    return { ...posting, from, to, change: left + came, after: { ...at } };
  });
}

/** Lines by the week (Monday, UTC) in which they were booked, in order. */
export function byWeek(lines: StatementLine[]): { week: string; lines: StatementLine[] }[] {
  const weeks: { week: string; lines: StatementLine[] }[] = [];
  for (const line of lines) {
    const week = weekOf(line.occurredAt);
    const last = weeks.at(-1);
    if (last?.week === week) last.lines.push(line);
    else weeks.push({ week, lines: [line] });
  }
  return weeks;
}

/** The series of an agent's statements. */
export function statementSeries(agentId: string): string {
  return `S-${agentId.slice(-8).toUpperCase()}`;
}

/** "S-1234ABCD-2026-000003" */
export function statementName({ series, year, number }: { series: string; year: number; number: number }): string {
  return `${series}-${year}-${String(number).padStart(6, "0")}`;
}

/** First instant of a month and of the next. @param month "2026-11", UTC */
export function monthBounds(month: string): { from: Date; to: Date } {
  const from = new Date(`${month}-01T00:00:00Z`);
  return { from, to: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) };
}

/** The month before the one of an instant (UTC). */
export function monthBefore(instant: Date): string {
  return new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}
