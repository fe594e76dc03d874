import { and, asc, count, countDistinct, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import { type Money, money } from "#app/kernel/money.ts";
import type { Queryable } from "#db/client.server.ts";
import { ledgerAccounts, ledgerBalances, ledgerPostings, ledgerProofs, ledgerTransactions } from "#db/schema/ledger.ts";
import { type AccountRef, balanceOn, type Side } from "./chart.ts";

const PAGE = 50;

/** A balance on the account's normal side; zero for an account that was never posted to. */
export async function balanceOf(db: Queryable, account: AccountRef): Promise<Money> {
  const [row] = await db.select(shardSums).from(ledgerBalances).where(eq(ledgerBalances.accountId, account.id));
  return money(balanceOn(account.normalSide, row!.debits, row!.credits), account.currency);
}

/**
 * A balance as of a moment, that moment's postings included: the running balance less what occurred after it, out of one index.
 */
export async function balanceAt(db: Queryable, account: AccountRef, at: Date): Promise<Money> {
  const after = (side: "debit" | "credit") =>
    sql`(select coalesce(sum(amount), 0) from ledger_postings where ${sql.identifier(`${side}_account`)} = ${account.id} and occurred_at > ${at.toISOString()})`;
  const [row] = await db.execute<{ debits: string; credits: string }>(sql`
    select (coalesce(sum(debits), 0) - ${after("debit")})::text as debits, (coalesce(sum(credits), 0) - ${after("credit")})::text as credits
    from ledger_balances where account_id = ${account.id}`);
  return money(balanceOn(account.normalSide, BigInt(row!.debits), BigInt(row!.credits)), account.currency);
}

/** What belongs to the platform moves in several rows (decision 012): a balance is always their sum. */
export const shardSums = {
  debits: sql<string>`coalesce(sum(${ledgerBalances.debits}), 0)`.mapWith(BigInt),
  credits: sql<string>`coalesce(sum(${ledgerBalances.credits}), 0)`.mapWith(BigInt),
};

const columns = {
  id: ledgerAccounts.id,
  kind: ledgerAccounts.kind,
  currency: ledgerAccounts.currency,
  normalSide: ledgerAccounts.normalSide,
  ownerId: ledgerAccounts.ownerId,
  ...shardSums,
};

function withBalances(db: Queryable, where?: SQL) {
  return db
    .select(columns)
    .from(ledgerAccounts)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(where)
    .groupBy(ledgerAccounts.id);
}

export interface AccountBalance {
  id: string;
  kind: string;
  currency: string;
  ownerId: string | null;
  /** On the normal side, minor units. */
  balance: bigint;
  debits: bigint;
  credits: bigint;
}

const asBalance = (row: Awaited<ReturnType<typeof withBalances>>[number]): AccountBalance => ({
  id: row.id,
  kind: row.kind,
  currency: row.currency,
  ownerId: row.ownerId,
  balance: balanceOn(row.normalSide, row.debits, row.credits),
  debits: row.debits,
  credits: row.credits,
});

/** All accounts of an agent or a business, with their balances. */
export async function balancesOfOwner(db: Queryable, ownerId: string): Promise<AccountBalance[]> {
  return (await withBalances(db, eq(ledgerAccounts.ownerId, ownerId)).orderBy(asc(ledgerAccounts.id))).map(asBalance);
}

/** Every account with its debits and credits; per currency the two columns are equal. */
export async function trialBalance(db: Queryable): Promise<AccountBalance[]> {
  return (await withBalances(db).orderBy(asc(ledgerAccounts.currency), asc(ledgerAccounts.id))).map(asBalance);
}

/** Net of every kind of account, one row a kind and currency: debits minus credits. */
export async function balancesByKind(db: Queryable) {
  const rows = await db
    .select({
      kind: ledgerAccounts.kind,
      currency: ledgerAccounts.currency,
      normalSide: ledgerAccounts.normalSide,
      accounts: countDistinct(ledgerAccounts.id),
      ...shardSums,
    })
    .from(ledgerAccounts)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .groupBy(ledgerAccounts.kind, ledgerAccounts.currency, ledgerAccounts.normalSide);
  return rows.map(({ kind, currency, normalSide, accounts, debits, credits }) => ({
    kind,
    currency,
    normalSide,
    accounts,
    balance: balanceOn(normalSide, debits, credits),
  }));
}

/** An account's postings with the balance after each, on its normal side, newest first; all of them without a page. */
export async function postingsOf(db: Queryable, account: Pick<AccountRef, "id" | "normalSide">, page?: number) {
  const change = sql`case when (${ledgerPostings.debitAccount} = ${account.id}) = ${account.normalSide === "debit"} then ${ledgerPostings.amount} else -${ledgerPostings.amount} end`;
  const query = db
    .select({
      id: ledgerPostings.id,
      transactionId: ledgerTransactions.id,
      kind: ledgerTransactions.kind,
      occurredAt: ledgerTransactions.occurredAt,
      sourceKind: ledgerTransactions.sourceKind,
      sourceId: ledgerTransactions.sourceId,
      stripeId: ledgerTransactions.stripeId,
      side: sql<Side>`case when ${ledgerPostings.debitAccount} = ${account.id} then 'debit' else 'credit' end`,
      other: sql<string>`case when ${ledgerPostings.debitAccount} = ${account.id} then ${ledgerPostings.creditAccount} else ${ledgerPostings.debitAccount} end`,
      amount: ledgerPostings.amount,
      balance: sql<string>`(sum(${change}) over (order by ${ledgerTransactions.occurredAt}, ${ledgerPostings.id}))::text`,
    })
    .from(ledgerPostings)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.id, ledgerPostings.transactionId))
    .where(touching(account.id))
    .orderBy(desc(ledgerTransactions.occurredAt), desc(ledgerPostings.id))
    .$dynamic();
  const rows = await (page === undefined ? query : query.limit(PAGE).offset((page - 1) * PAGE));
  return rows.map((row) => ({ ...row, balance: BigInt(row.balance) }));
}

const touching = (accountId: string) =>
  or(eq(ledgerPostings.debitAccount, accountId), eq(ledgerPostings.creditAccount, accountId));

/** An account and a page of its postings. @throws NotFound */
export async function accountPage(db: Queryable, accountId: string, page: number) {
  const [row] = await withBalances(db, eq(ledgerAccounts.id, accountId));
  if (!row) throw new NotFound();
  const [postings, [total]] = await Promise.all([
    postingsOf(db, row, page),
    db.select({ n: count() }).from(ledgerPostings).where(touching(accountId)),
  ]);
  const { normalSide } = row;
  return {
    account: { ...asBalance(row), normalSide },
    postings,
    total: total!.n,
    pages: Math.max(1, Math.ceil(total!.n / PAGE)),
  };
}

/** A transaction, its postings, and what it reverses or was reversed by. @throws NotFound */
export async function transactionById(db: Queryable, transactionId: string) {
  const found = await db
    .select()
    .from(ledgerTransactions)
    .where(or(eq(ledgerTransactions.id, transactionId), eq(ledgerTransactions.reverses, transactionId)));
  const transaction = found.find((one) => one.id === transactionId);
  if (!transaction) throw new NotFound();
  const postings = await db
    .select()
    .from(ledgerPostings)
    .where(eq(ledgerPostings.transactionId, transactionId))
    .orderBy(asc(ledgerPostings.id));
  return { transaction, postings, reversedBy: found.find((one) => one.reverses === transactionId) ?? null };
}

/** Transactions about things of ours, oldest first: the money's story of a bill or a payout. */
export function transactionsAbout(db: Queryable, kind: string | string[], ids: string[]) {
  if (ids.length === 0) return Promise.resolve([]);
  const kinds = Array.isArray(kind) ? kind : [kind];
  return db
    .select()
    .from(ledgerTransactions)
    .where(and(inArray(ledgerTransactions.sourceKind, kinds), inArray(ledgerTransactions.sourceId, ids)))
    .orderBy(asc(ledgerTransactions.occurredAt), asc(ledgerTransactions.id));
}

export function proofs(db: Queryable) {
  return db.select().from(ledgerProofs).orderBy(desc(ledgerProofs.day)).limit(60);
}
