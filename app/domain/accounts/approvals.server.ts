import { and, count, desc, eq, ilike, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Queryable } from "#db/client.server.ts";
import { approvals, auditEntries, users } from "#db/schema/accounts.ts";
import { type Actor, permit } from "./permissions.ts";

const PAGE = 50;
const requester = alias(users, "requester");
const decider = alias(users, "decider");

/** What waits for a second person, and what was decided lately. One query a list. @throws Forbidden without "finance.act" */
export async function approvalsPage(db: Queryable, { waiting, page }: { waiting: boolean; page: number }, actor: Actor) {
  permit(actor, "finance.act");
  const where = waiting ? eq(approvals.state, "requested") : undefined;
  const [rows, [total], [open]] = await Promise.all([
    db
      .select({ approval: approvals, requestedByName: requester.name, decidedByName: decider.name })
      .from(approvals)
      .leftJoin(requester, eq(requester.id, approvals.requestedBy))
      .leftJoin(decider, eq(decider.id, approvals.decidedBy))
      .where(where)
      .orderBy(desc(approvals.requestedAt), desc(approvals.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(approvals).where(where),
    db.select({ n: count() }).from(approvals).where(eq(approvals.state, "requested")),
  ]);
  return { rows, waitingCount: open!.n, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}

/** The audit log, newest first, found by action, subject, reason or person. Two queries. @throws Forbidden without "finance.act" */
export async function auditPage(db: Queryable, { q, page }: { q?: string; page: number }, actor: Actor) {
  permit(actor, "finance.act");
  const like = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  const where = like
    ? or(
        ilike(auditEntries.action, like),
        ilike(auditEntries.subjectId, like),
        ilike(auditEntries.reason, like),
        ilike(users.name, like),
      )
    : undefined;
  const from = () => db.select({ entry: auditEntries, actorName: users.name }).from(auditEntries);
  const [rows, [total]] = await Promise.all([
    from()
      .leftJoin(users, eq(users.id, auditEntries.actorId))
      .where(and(where))
      .orderBy(desc(auditEntries.occurredAt), desc(auditEntries.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(auditEntries).leftJoin(users, eq(users.id, auditEntries.actorId)).where(where),
  ]);
  return { rows, total: total!.n, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}
