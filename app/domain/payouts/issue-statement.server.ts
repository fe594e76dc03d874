import { and, eq, gte, isNotNull, lt, notExists, or, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { nextDocumentNumber } from "#app/domain/ledger/next-document-number.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { ledgerAccounts, ledgerPostings, ledgerTransactions } from "#db/schema/ledger.ts";
import { statements } from "#db/schema/payouts.ts";
import { monthBounds, statementSeries } from "./statement.ts";

/** Agents on whose accounts something was booked in a month and who have no statement of it. @param month "2026-11", UTC */
export async function withoutStatement(db: Queryable, month: string): Promise<string[]> {
  const { from, to } = monthBounds(month);
  const rows = await db
    .selectDistinct({ agentId: ledgerAccounts.ownerId })
    .from(ledgerTransactions)
    .innerJoin(ledgerPostings, eq(ledgerPostings.transactionId, ledgerTransactions.id))
    .innerJoin(
      ledgerAccounts,
      or(eq(ledgerAccounts.id, ledgerPostings.debitAccount), eq(ledgerAccounts.id, ledgerPostings.creditAccount)),
    )
    .where(
      and(
        gte(ledgerTransactions.occurredAt, from),
        lt(ledgerTransactions.occurredAt, to),
        sql`${ledgerAccounts.kind} like 'agent:%'`,
        isNotNull(ledgerAccounts.ownerId),
        notExists(
          db
            .select({ one: sql`1` })
            .from(statements)
            .where(and(eq(statements.agentId, ledgerAccounts.ownerId), eq(statements.month, month))),
        ),
      ),
    );
  return rows.map((row) => row.agentId!).sort();
}

/** Issues an agent's numbered statement of a month that is over. Twice is once. @throws Forbidden for people */
export async function issueStatement(
  tx: Tx,
  { agentId, month }: { agentId: string; month: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`statement ${agentId} ${month}`}))`);
  const [known] = await tx
    .select({ id: statements.id })
    .from(statements)
    .where(and(eq(statements.agentId, agentId), eq(statements.month, month)));
  if (known) return;
  const id = newId();
  const series = statementSeries(agentId);
  const year = now.getUTCFullYear();
  const number = await nextDocumentNumber(tx, series, year);
  await tx.insert(statements).values({ id, agentId, month, series, year, number, issuedAt: now });
  await recordEvent(tx, "statement.issued", { statementId: id }, context);
}
