import { and, asc, count, eq, isNull, lt, or, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { approvals, staff, users } from "#db/schema/accounts.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { caseNotes, reconciliationCases } from "#db/schema/reconciliation.ts";
import { type CaseFilter, OLD_CASE_DAYS } from "./case.ts";

const PAGE = 50;

/** Cases, the oldest first, with how many are open. Two queries. @throws Forbidden without "reconciliation.view" */
export async function casesOf(db: Queryable, filter: CaseFilter, page: number, { actor, now }: { actor: Actor; now: Date }) {
  permit(actor, "reconciliation.view");
  const where = and(
    filter.state === "all" ? undefined : eq(reconciliationCases.state, filter.state),
    filter.owner === "me" ? eq(reconciliationCases.ownerId, actor.userId ?? "") : undefined,
    filter.owner === "nobody" ? isNull(reconciliationCases.ownerId) : undefined,
    filter.class ? eq(reconciliationCases.class, filter.class) : undefined,
    filter.old ? lt(reconciliationCases.openedAt, addDays(now, -OLD_CASE_DAYS)) : undefined,
  );
  const [rows, counted] = await Promise.all([
    db
      .select({ case: reconciliationCases, ownerName: users.name, total: sql<number>`(count(*) over ())::int` })
      .from(reconciliationCases)
      .leftJoin(users, eq(users.id, reconciliationCases.ownerId))
      .where(where)
      .orderBy(asc(reconciliationCases.openedAt), asc(reconciliationCases.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ state: reconciliationCases.state, n: count() }).from(reconciliationCases).groupBy(reconciliationCases.state),
  ]);
  const counts = Object.fromEntries(counted.map((row) => [row.state, row.n])) as Partial<Record<string, number>>;
  return { rows, counts, pages: Math.max(1, Math.ceil((rows[0]?.total ?? 0) / PAGE)) };
}

/**
 * A case with its notes, everything that was posted about its movement, who may own it, and the correction that waits for a second person.
 * Five queries. @throws NotFound, Forbidden without "reconciliation.view"
 */
export async function caseById(db: Queryable, caseId: string, actor: Actor) {
  permit(actor, "reconciliation.view");
  const [found] = await db.select().from(reconciliationCases).where(eq(reconciliationCases.id, caseId));
  if (!found) throw new NotFound();
  const [notes, people, postings, [waiting]] = await Promise.all([
    db
      .select({ id: caseNotes.id, text: caseNotes.text, writtenAt: caseNotes.writtenAt, author: users.name })
      .from(caseNotes)
      .leftJoin(users, eq(users.id, caseNotes.authorId))
      .where(eq(caseNotes.caseId, caseId))
      .orderBy(asc(caseNotes.writtenAt), asc(caseNotes.id)),
    db
      .select({ id: users.id, name: users.name })
      .from(users)
      .innerJoin(staff, eq(staff.userId, users.id))
      .where(eq(staff.role, "platform_finance"))
      .orderBy(asc(users.name)),
    db
      .select({
        id: ledgerTransactions.id,
        key: ledgerTransactions.key,
        kind: ledgerTransactions.kind,
        occurredAt: ledgerTransactions.occurredAt,
      })
      .from(ledgerTransactions)
      .where(or(eq(ledgerTransactions.stripeId, found.sourceId), eq(ledgerTransactions.key, found.sourceId)))
      .orderBy(asc(ledgerTransactions.occurredAt)),
    db
      .select({ id: approvals.id, reason: approvals.reason, amount: approvals.amount, currency: approvals.currency })
      .from(approvals)
      .where(and(eq(approvals.action, "correction.post"), eq(approvals.subjectId, caseId), eq(approvals.state, "requested"))),
  ]);
  return { case: found, notes, people, postings, waiting: waiting ?? null };
}
