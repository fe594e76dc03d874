import { and, asc, count, desc, eq, ilike, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { billingArrangements, bills, termsRequests } from "#db/schema/billing.ts";
import { asArrangement } from "./arrangement.server.ts";
import { onCard } from "./arrangement.ts";
import { billsOf, isLate } from "./bills.server.ts";

const PAGE = 30;

/** How a business pays, how it came to that, and what it asked for last. Three queries. @throws NotFound, Forbidden without "bills.view" */
export async function howItPays(db: Queryable, businessId: string, now: Date, actor: Actor) {
  permit(actor, "bills.view", { businessId });
  const [history, [request]] = await Promise.all([
    db
      .select({ arrangement: billingArrangements, decidedBy: users.name })
      .from(billingArrangements)
      .leftJoin(users, eq(users.id, billingArrangements.decidedBy))
      .where(eq(billingArrangements.businessId, businessId))
      .orderBy(desc(billingArrangements.fromAt), desc(billingArrangements.id))
      .limit(20),
    db
      .select()
      .from(termsRequests)
      .where(eq(termsRequests.businessId, businessId))
      .orderBy(desc(termsRequests.askedAt), desc(termsRequests.id))
      .limit(1),
  ]);
  // The newest that has begun, as `arrangementOf` finds it, out of the history that is read anyway.
  const inForce = history.find((one) => one.arrangement.fromAt <= now);
  return { arrangement: inForce ? asArrangement(inForce.arrangement) : onCard, history, request: request ?? null };
}

/** The arrangement in force, as SQL: the mode of the latest row whose day has come. */
const modeNow = (now: Date) =>
  sql<"card" | "terms" | "prepaid">`coalesce((select a.mode from billing_arrangements a where a.business_id = ${businesses.id}
    and a.from_at <= ${now.toISOString()}::timestamptz order by a.from_at desc, a.id desc limit 1), 'card')`;

/** Businesses with how they pay and what they owe, those who ask for terms first. Two queries. @throws Forbidden without "terms.decide" */
export async function payingBusinesses(
  db: Queryable,
  { q, mode, page, now }: { q: string; mode?: "card" | "terms" | "prepaid" | "asked"; page: number; now: Date },
  actor: Actor,
) {
  permit(actor, "terms.decide");
  const asks = sql<boolean>`exists (select 1 from terms_requests r where r.business_id = ${businesses.id} and r.state = 'asked')`;
  const where = and(
    q ? ilike(businesses.name, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
    mode === "asked" ? asks : mode ? eq(modeNow(now), mode) : undefined,
  );
  const open = sql`${bills.state} not in ('paid', 'writtenOff')`;
  const owed = sql`greatest(${bills.total} - ${bills.creditApplied} - ${bills.refunded}, 0)`;
  const [rows, [total]] = await Promise.all([
    db
      .select({
        id: businesses.id,
        name: businesses.name,
        country: businesses.country,
        mode: modeNow(now),
        asks,
        owed: sql<{ currency: string; amount: string; late: string }[]>`coalesce((
          select json_agg(json_build_object('currency', o.currency, 'amount', o.amount::text, 'late', o.late::text) order by o.currency) from (
            select ${bills.currency} as currency, sum(${owed}) as amount,
              coalesce(sum(${owed}) filter (where ${isLate(now)}), 0) as late
            from ${bills} where ${bills.businessId} = ${businesses.id} and ${open} group by ${bills.currency}
          ) o), '[]')`,
      })
      .from(businesses)
      .where(where)
      .orderBy(sql`${asks} desc`, asc(businesses.name), asc(businesses.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ n: count() }).from(businesses).where(where),
  ]);
  return {
    rows: rows.map((row) => ({
      ...row,
      owed: row.owed.map((one) => ({ ...one, amount: BigInt(one.amount), late: BigInt(one.late) })),
    })),
    pages: Math.max(1, Math.ceil(total!.n / PAGE)),
  };
}

/** One business for platform finance: how it pays and its bills. Seven queries. @throws NotFound, Forbidden without "terms.decide" */
export async function payingBusiness(
  db: Queryable,
  businessId: string,
  { page, now }: { page: number; now: Date },
  actor: Actor,
) {
  permit(actor, "terms.decide");
  const [[business], pays, found] = await Promise.all([
    db.select().from(businesses).where(eq(businesses.id, businessId)),
    howItPays(db, businessId, now, actor),
    billsOf(db, businessId, { page, now }, actor),
  ]);
  if (!business) throw new NotFound();
  return { business, ...pays, ...found };
}
