import { and, asc, count, eq, ilike, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { transactionsAbout } from "#app/domain/ledger/balances.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { bills, chargebacks } from "#db/schema/billing.ts";
import { type ChargebackState, evidenceText } from "./chargeback.ts";
import { chargebackFacts } from "./chargeback-evidence.server.ts";

const PAGE = 30;

/** Chargebacks of all businesses, those that need an answer first. Two queries. @throws Forbidden */
export async function allChargebacks(
  db: Queryable,
  { state, q, page }: { state?: ChargebackState; q?: string; page: number },
  actor: Actor,
) {
  permit(actor, "ledger.view");
  const named = q ? ilike(businesses.name, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined;
  const [rows, counts] = await Promise.all([
    db
      .select({ chargeback: chargebacks, businessName: businesses.name, week: bills.week })
      .from(chargebacks)
      .innerJoin(businesses, eq(businesses.id, chargebacks.businessId))
      .leftJoin(bills, eq(bills.id, chargebacks.billId))
      .where(and(state ? eq(chargebacks.state, state) : undefined, named))
      .orderBy(
        sql`case ${chargebacks.state} when 'needsResponse' then 0 when 'underReview' then 1 else 2 end`,
        asc(chargebacks.evidenceDueAt),
        asc(chargebacks.id),
      )
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db
      .select({ state: chargebacks.state, n: count() })
      .from(chargebacks)
      .innerJoin(businesses, eq(businesses.id, chargebacks.businessId))
      .where(named)
      .groupBy(chargebacks.state),
  ]);
  const perState = Object.fromEntries(counts.map((row) => [row.state, row.n])) as Partial<Record<ChargebackState, number>>;
  const total = state ? (perState[state] ?? 0) : counts.reduce((sum, row) => sum + row.n, 0);
  return { rows, counts: perState, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

/** A chargeback, what can be said against it, and its postings. At most five queries. @throws NotFound, Forbidden */
export async function chargebackPage(db: Queryable, chargebackId: string, actor: Actor) {
  permit(actor, "ledger.view");
  const [row] = await db
    .select({ chargeback: chargebacks, businessName: businesses.name, submittedByName: users.name })
    .from(chargebacks)
    .innerJoin(businesses, eq(businesses.id, chargebacks.businessId))
    .leftJoin(users, eq(users.id, chargebacks.submittedBy))
    .where(eq(chargebacks.id, chargebackId));
  if (!row) throw new NotFound();
  const [facts, postings] = await Promise.all([
    chargebackFacts(db, row.chargeback),
    transactionsAbout(db, "chargeback", [chargebackId]),
  ]);
  return {
    ...row,
    facts,
    draft: row.chargeback.evidence || (facts ? evidenceText(facts) : ""),
    postings: postings.map(({ id, kind, occurredAt }) => ({ id, kind, occurredAt })),
    maySubmit: may(actor, "finance.act"),
  };
}

/** Chargebacks of a bill's charges, for the business's own page. @throws NotFound for strangers, Forbidden */
export async function chargebacksOfBill(db: Queryable, { id, businessId }: { id: string; businessId: string }, actor: Actor) {
  permit(actor, "bills.view", { businessId });
  return db.select().from(chargebacks).where(eq(chargebacks.billId, id)).orderBy(asc(chargebacks.openedAt));
}

/** Whether the business of a chargeback has one, this or another, that its bank has not decided. @throws NotFound */
export async function openChargeback(db: Queryable, chargebackId: string): Promise<{ businessId: string; open: boolean }> {
  const [row] = await db
    .select({
      businessId: chargebacks.businessId,
      open: sql<boolean>`exists (select 1 from chargebacks c where c.business_id = ${chargebacks.businessId} and c.state in ('needsResponse', 'underReview'))`,
    })
    .from(chargebacks)
    .where(eq(chargebacks.id, chargebackId));
  if (!row) throw new NotFound();
  return row;
}
