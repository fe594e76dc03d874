import { and, asc, eq, gte, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { balanceOn } from "#app/domain/ledger/chart.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { ledgerAccounts, ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import { payouts } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { balancesByCurrency, type Standings } from "./earnings.ts";
import { type StatementLine, type StatementPosting, statementLines } from "./statement.ts";

const debit = alias(ledgerAccounts, "debit");
const credit = alias(ledgerAccounts, "credit");
/** The business behind a bill is the owner of the receivable; behind a week, the timesheet says. */
const payer = alias(businesses, "payer");

/** The id of what a transaction is about, when it is about a thing of this kind. */
const sourceOf = (kind: "timesheet" | "payout") =>
  sql`case when ${ledgerTransactions.sourceKind} = ${kind} then ${ledgerTransactions.sourceId}::uuid end`;

export interface Statement {
  currency: string;
  opening: Standings;
  lines: StatementLine[];
  closing: Standings;
}

/**
 * Every posting on an agent's accounts in a period, with the balances before, after each and at the end, by currency. Two queries.
 * @param from,to UTC instants, `to` excluded
 * @throws NotFound, Forbidden
 */
export async function statementOf(
  db: Queryable,
  agentId: string,
  { from, to }: { from: Date; to: Date },
  actor: Actor,
): Promise<Statement[]> {
  permit(actor, "earnings.view", { agentId });
  const [before, postings] = await Promise.all([balancesBefore(db, agentId, from), postingsOf(db, agentId, from, to)]);
  const opening = new Map(balancesByCurrency(before).map((one) => [one.currency, one.at]));
  const zero: Standings = { pending: 0n, held: 0n, available: 0n, in_transit: 0n, paid_out: 0n, owed: 0n };
  const currencies = [...new Set([...opening.keys(), ...postings.map((one) => one.currency)])].sort();
  return currencies.map((currency) => {
    const begin = opening.get(currency) ?? zero;
    const lines = statementLines(
      agentId,
      begin,
      postings.filter((one) => one.currency === currency),
    );
    return { currency, opening: begin, lines, closing: lines.at(-1)?.after ?? begin };
  });
}

async function balancesBefore(db: Queryable, agentId: string, from: Date) {
  const rows = await db
    .select({
      kind: ledgerAccounts.kind,
      currency: ledgerAccounts.currency,
      normalSide: ledgerAccounts.normalSide,
      debits:
        sql`coalesce(sum(${ledgerPostings.amount}) filter (where ${ledgerPostings.debitAccount} = ${ledgerAccounts.id}), 0)`.mapWith(
          BigInt,
        ),
      credits:
        sql`coalesce(sum(${ledgerPostings.amount}) filter (where ${ledgerPostings.creditAccount} = ${ledgerAccounts.id}), 0)`.mapWith(
          BigInt,
        ),
    })
    .from(ledgerAccounts)
    .innerJoin(
      ledgerPostings,
      or(eq(ledgerPostings.debitAccount, ledgerAccounts.id), eq(ledgerPostings.creditAccount, ledgerAccounts.id)),
    )
    .innerJoin(
      ledgerTransactions,
      and(eq(ledgerTransactions.id, ledgerPostings.transactionId), lt(ledgerTransactions.occurredAt, from)),
    )
    .where(eq(ledgerAccounts.ownerId, agentId))
    .groupBy(ledgerAccounts.id);
  return rows.map((row) => ({ ...row, balance: balanceOn(row.normalSide, row.debits, row.credits) }));
}

function postingsOf(db: Queryable, agentId: string, from: Date, to: Date): Promise<StatementPosting[]> {
  return db
    .select({
      id: ledgerPostings.id,
      transactionId: ledgerTransactions.id,
      kind: ledgerTransactions.kind,
      occurredAt: ledgerTransactions.occurredAt,
      amount: ledgerPostings.amount,
      currency: ledgerPostings.currency,
      debitKind: debit.kind,
      debitOwnerId: debit.ownerId,
      creditKind: credit.kind,
      creditOwnerId: credit.ownerId,
      week: sql<string | null>`coalesce(${timesheets.week}::text, ${ledgerTransactions.detail}->>'week')`,
      businessName: sql<string | null>`coalesce(${businesses.name}, ${payer.name})`,
      payoutId: payouts.id,
    })
    .from(ledgerPostings)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.id, ledgerPostings.transactionId))
    .innerJoin(debit, eq(debit.id, ledgerPostings.debitAccount))
    .innerJoin(credit, eq(credit.id, ledgerPostings.creditAccount))
    .leftJoin(payer, eq(payer.id, debit.ownerId))
    .leftJoin(timesheets, eq(timesheets.id, sourceOf("timesheet")))
    .leftJoin(businesses, eq(businesses.id, timesheets.businessId))
    .leftJoin(payouts, eq(payouts.id, sourceOf("payout")))
    .where(
      and(
        or(eq(debit.ownerId, agentId), eq(credit.ownerId, agentId)),
        gte(ledgerTransactions.occurredAt, from),
        lt(ledgerTransactions.occurredAt, to),
      ),
    )
    .orderBy(asc(ledgerTransactions.occurredAt), asc(ledgerPostings.id));
}
