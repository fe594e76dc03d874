import { eq, inArray } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { ledgerAccounts, ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import type { AccountRef } from "./chart.ts";
import { type Posting, postTransaction } from "./post-transaction.server.ts";

interface Reversal {
  key: string;
  as: string;
  stripeId?: string;
  also?: Posting[];
  /** Why it differs from the exact opposite. */
  detail?: Record<string, unknown>;
}

/**
 * Posts the opposite of a transaction: corrections reverse, nothing is changed or deleted.
 * @param also what differs from the exact opposite, in the same transaction
 * @throws NotFound when the key is unknown
 */
export async function reverseTransaction(tx: Tx, { key, as, stripeId, also = [], detail }: Reversal, { now }: { now: Date }) {
  const [original] = await tx.select().from(ledgerTransactions).where(eq(ledgerTransactions.key, key));
  if (!original) throw new NotFound();
  const postings = await tx.select().from(ledgerPostings).where(eq(ledgerPostings.transactionId, original.id));
  const ids = [...new Set(postings.flatMap((one) => [one.debitAccount, one.creditAccount]))];
  const accounts = new Map(
    (await tx.select().from(ledgerAccounts).where(inArray(ledgerAccounts.id, ids))).map((row) => [row.id, row as AccountRef]),
  );
  const source = original.sourceKind && original.sourceId ? { kind: original.sourceKind, id: original.sourceId } : undefined;
  return postTransaction(
    tx,
    {
      key: as,
      kind: `${original.kind}.reversed`,
      source,
      stripeId,
      detail,
      reverses: original.id,
      postings: [
        ...postings.map((one) => ({
          debit: accounts.get(one.creditAccount)!,
          credit: accounts.get(one.debitAccount)!,
          amount: money(one.amount, one.currency),
        })),
        ...also,
      ],
    },
    { now },
  );
}
