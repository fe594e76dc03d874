import { and, asc, desc, eq, ilike, or, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { transactionsAbout } from "#app/domain/ledger/balances.server.ts";
import { itemsOfPayout } from "#app/domain/payouts/earnings.server.ts";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { approvals, auditEntries, users } from "#db/schema/accounts.ts";
import { payoutAccounts, payouts } from "#db/schema/payouts.ts";

const PAGE = 50;

function joined(db: Queryable) {
  return db
    .select({
      payout: payouts,
      agentName: users.name,
      country: payoutAccounts.country,
      account: payoutAccounts.state,
      bankLast4: payoutAccounts.bankLast4,
    })
    .from(payouts)
    .innerJoin(users, eq(users.id, payouts.agentId))
    .leftJoin(payoutAccounts, eq(payoutAccounts.agentId, payouts.agentId));
}

/** All agents' payouts, newest first, with counts by state. Two queries. @throws Forbidden without "payouts.view" */
export async function platformPayouts(
  db: Queryable,
  { state, q, page }: { state?: PayoutState; q?: string; page: number },
  actor: Actor,
) {
  permit(actor, "payouts.view");
  const like = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : undefined;
  const named = like ? or(ilike(users.name, like), eq(payouts.stripeTransferId, q!), eq(payouts.stripePayoutId, q!)) : undefined;
  const [rows, counted] = await Promise.all([
    joined(db)
      .where(and(named, state ? eq(payouts.state, state) : undefined))
      .orderBy(desc(payouts.reservedAt), asc(users.name), asc(payouts.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db
      .select({ state: payouts.state, n: sql<number>`count(*)::int` })
      .from(payouts)
      .innerJoin(users, eq(users.id, payouts.agentId))
      .where(named)
      .groupBy(payouts.state),
  ]);
  const counts = Object.fromEntries(counted.map((row) => [row.state, row.n])) as Partial<Record<PayoutState, number>>;
  const total = state ? (counts[state] ?? 0) : counted.reduce((sum, row) => sum + row.n, 0);
  return { rows, counts, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

/**
 * A payout with what it is or was made of, its postings, what people did about it and whether it waits for a second person. Five queries.
 * @throws NotFound, Forbidden without "payouts.view"
 */
export async function platformPayout(db: Queryable, payoutId: string, actor: Actor) {
  permit(actor, "payouts.view");
  const [row] = await joined(db).where(eq(payouts.id, payoutId));
  if (!row) throw new NotFound();
  const [items, transactions, audit, waiting] = await Promise.all([
    itemsOfPayout(db, payoutId),
    transactionsAbout(db, "payout", [payoutId]),
    db
      .select({ entry: auditEntries, actorName: users.name })
      .from(auditEntries)
      .leftJoin(users, eq(users.id, auditEntries.actorId))
      .where(and(eq(auditEntries.subjectKind, "payout"), eq(auditEntries.subjectId, payoutId)))
      .orderBy(desc(auditEntries.occurredAt), desc(auditEntries.id)),
    db.$count(
      approvals,
      and(eq(approvals.subjectKind, "payout"), eq(approvals.subjectId, payoutId), eq(approvals.state, "requested")),
    ),
  ]);
  return { ...row, items, transactions, audit, waiting: waiting > 0 };
}
