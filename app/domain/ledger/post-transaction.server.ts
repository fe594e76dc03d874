import { createHash } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { ledgerAccounts, ledgerBalances, ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import type { AccountRef } from "./chart.ts";

export interface Posting {
  debit: AccountRef;
  credit: AccountRef;
  amount: Money;
}

export interface NewTransaction {
  /** Idempotency key: "bill:{id}", "charge:{id}", "payout:{id}:reserve". */
  key: string;
  kind: string;
  occurredAt?: Date;
  /** What it is about in our own words. */
  source?: { kind: string; id: string };
  /** The Stripe object that reconciliation matches it with. */
  stripeId?: string;
  detail?: Record<string, unknown>;
  reverses?: string;
  postings: Posting[];
}

/**
 * Posts a transaction: each posting has two legs of one currency, so it balances by construction. The same key with the same input is once.
 * Balances move in the same transaction, locked in order of account id, so that two posters never wait for each other in a circle.
 * @throws Conflict when the key was used for something else, RangeError for a posting across currencies or not above zero
 */
export async function postTransaction(
  tx: Tx,
  input: NewTransaction,
  { now }: { now: Date },
): Promise<{ id: string; posted: boolean }> {
  for (const { debit, credit, amount } of input.postings) {
    if (amount.minor <= 0n) throw new RangeError(`${input.key}: a posting must be above zero`);
    if (debit.currency !== amount.currency || credit.currency !== amount.currency)
      throw new RangeError(`${input.key}: a posting stays in one currency`);
  }
  const inputHash = hashOf(input);
  const id = newId();
  const [made] = await tx
    .insert(ledgerTransactions)
    .values({
      id,
      key: input.key,
      inputHash,
      kind: input.kind,
      occurredAt: input.occurredAt ?? now,
      sourceKind: input.source?.kind,
      sourceId: input.source?.id,
      stripeId: input.stripeId,
      reverses: input.reverses,
      detail: input.detail ?? {},
    })
    .onConflictDoNothing({ target: ledgerTransactions.key })
    .returning({ id: ledgerTransactions.id });
  if (!made) {
    const [known] = await tx.select().from(ledgerTransactions).where(eq(ledgerTransactions.key, input.key));
    if (known!.inputHash !== inputHash) throw new Conflict("ledger:errors.keyUsed", { key: input.key });
    return { id: known!.id, posted: false };
  }
  const moves = movesOf(input.postings);
  await openAccounts(tx, moves, now);
  await tx.insert(ledgerPostings).values(
    input.postings.map(({ debit, credit, amount }) => ({
      id: newId(),
      transactionId: id,
      debitAccount: debit.id,
      creditAccount: credit.id,
      amount: amount.minor,
      currency: amount.currency,
    })),
  );
  return { id, posted: true };
}

interface Move {
  account: AccountRef;
  debits: bigint;
  credits: bigint;
}

function movesOf(postings: Posting[]): Move[] {
  const moves = new Map<string, Move>();
  const move = (account: AccountRef) => {
    const known = moves.get(account.id) ?? { account, debits: 0n, credits: 0n };
    moves.set(account.id, known);
    return known;
  };
  for (const { debit, credit, amount } of postings) {
    move(debit).debits += amount.minor;
    move(credit).credits += amount.minor;
  }
  return [...moves.values()].sort((a, b) => (a.account.id < b.account.id ? -1 : 1));
}

/** Opens what is new and moves the running balances, one statement each, rows in order of id. */
async function openAccounts(tx: Tx, moves: Move[], now: Date): Promise<void> {
  const ids = moves.map((move) => move.account.id);
  const known = new Set(
    (await tx.select({ id: ledgerAccounts.id }).from(ledgerAccounts).where(inArray(ledgerAccounts.id, ids))).map((row) => row.id),
  );
  const fresh = moves.filter((move) => !known.has(move.account.id)).map(({ account }) => ({ ...account, openedAt: now }));
  if (fresh.length > 0) await tx.insert(ledgerAccounts).values(fresh).onConflictDoNothing();
  await tx
    .insert(ledgerBalances)
    .values(moves.map(({ account, debits, credits }) => ({ accountId: account.id, currency: account.currency, debits, credits })))
    .onConflictDoUpdate({
      target: [ledgerBalances.accountId, ledgerBalances.shard],
      set: {
        debits: sql`${ledgerBalances.debits} + excluded.debits`,
        credits: sql`${ledgerBalances.credits} + excluded.credits`,
      },
    });
}

function hashOf({ occurredAt: _, detail: __, ...input }: NewTransaction): string {
  const plain = {
    ...input,
    postings: input.postings.map(({ debit, credit, amount }) => [debit.id, credit.id, String(amount.minor), amount.currency]),
  };
  return createHash("sha256").update(JSON.stringify(plain)).digest("hex");
}
