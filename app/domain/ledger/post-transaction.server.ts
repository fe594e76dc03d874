import { hash } from "node:crypto";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { type AccountRef, assertOnChart } from "./chart.ts";

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
 * Balances move in the same transaction, in order of account id, so that two posters never wait for each other in a circle; one round trip
 * (decision 012). What occurred in a month that is closed is posted now, its own moment kept as `detail.belongsTo`.
 * @throws Conflict when the key was used for something else, or when an account that may not go below zero would; RangeError for a posting across
 * currencies, not above zero, or on an account that the chart does not have
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
  const moves = movesOf(input.postings);
  for (const { account } of moves) assertOnChart(account);
  const [row] = await send(tx, input, moves, now).catch((error: unknown) => {
    const { constraint_name: constraint, detail = "" } = ((error as { cause?: unknown }).cause ?? error) as RefusedByDatabase;
    if (constraint !== "ledger_balances_not_below_zero") throw error;
    const [, account = ""] = /\(([a-z]+:[^,]+), /.exec(detail) ?? [];
    throw new Conflict("ledger:errors.belowZero", { key: input.key, account });
  });
  if (!row!.same) throw new Conflict("ledger:errors.keyUsed", { key: input.key });
  return { id: row!.transaction_id, posted: row!.posted };
}

interface RefusedByDatabase {
  constraint_name?: string;
  detail?: string;
}

interface Posted {
  transaction_id: string;
  posted: boolean;
  same: boolean;
}

const parameters = Array.from({ length: 18 }, (_, index) => `$${index + 1}`).join(", ");
const statement = `select transaction_id, posted, same from post_ledger_transaction(${parameters})`;

/** Prepared once a connection: drizzle's own statements are described anew each time, which costs a second round trip. */
async function send(tx: Tx, input: NewTransaction, moves: Move[], now: Date): Promise<Posted[]> {
  const { key, kind, occurredAt = now, source, stripeId, reverses, detail = {}, postings } = input;
  const params = [
    ...[newId(), key, hashOf(input), kind, occurredAt.toISOString(), now.toISOString()],
    ...[source?.kind ?? null, source?.id ?? null, stripeId ?? null, reverses ?? null, JSON.stringify(detail)],
    list(moves.map(({ account }) => account.id)),
    list(moves.map(({ debits }) => debits)),
    list(moves.map(({ credits }) => credits)),
    list(postings.map(() => newId())),
    list(postings.map(({ debit }) => debit.id)),
    list(postings.map(({ credit }) => credit.id)),
    list(postings.map(({ amount }) => amount.minor)),
  ];
  const prepared = tx._.session.prepareQuery({ sql: statement, params }, undefined, "post-transaction", false);
  return (await prepared.execute()) as Posted[];
}

/** An array as PostgreSQL writes it; ids of the chart, amounts and ids need no quotes. */
const list = (values: (string | bigint)[]) => `{${values.join(",")}}`;

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

function hashOf({ occurredAt: _, detail: __, ...input }: NewTransaction): string {
  const plain = {
    ...input,
    postings: input.postings.map(({ debit, credit, amount }) => [debit.id, credit.id, String(amount.minor), amount.currency]),
  };
  return hash("sha256", JSON.stringify(plain), "hex");
}
