import { and, count, desc, eq, ilike } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { balanceOf } from "#app/domain/ledger/balances.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { bills, prepayments, refunds } from "#db/schema/billing.ts";
import type { RefundState } from "./refund.ts";
import { creditReservedForRefunds, refundTarget } from "./refund-target.server.ts";

const PAGE = 30;

/** All refunds, for platform finance, the newest first. Two queries. @throws Forbidden */
export async function allRefunds(
  db: Queryable,
  { state, q, page }: { state?: RefundState; q?: string; page: number },
  actor: Actor,
) {
  permit(actor, "ledger.view");
  const named = q ? ilike(businesses.name, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined;
  const [rows, counts] = await Promise.all([
    db
      .select({ refund: refunds, businessName: businesses.name, week: bills.week })
      .from(refunds)
      .innerJoin(businesses, eq(businesses.id, refunds.businessId))
      .leftJoin(bills, eq(bills.id, refunds.billId))
      .where(and(state ? eq(refunds.state, state) : undefined, named))
      .orderBy(desc(refunds.requestedAt), desc(refunds.id))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db
      .select({ state: refunds.state, n: count() })
      .from(refunds)
      .innerJoin(businesses, eq(businesses.id, refunds.businessId))
      .where(named)
      .groupBy(refunds.state),
  ]);
  const perState = Object.fromEntries(counts.map((row) => [row.state, row.n])) as Partial<Record<RefundState, number>>;
  const total = state ? (perState[state] ?? 0) : counts.reduce((sum, row) => sum + row.n, 0);
  return { rows, counts: perState, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

/** What was given back on a bill, oldest first. @throws NotFound for strangers, Forbidden */
export async function refundsOfBill(db: Queryable, { id, businessId }: { id: string; businessId: string }, actor: Actor) {
  permit(actor, "bills.view", { businessId });
  return db.select().from(refunds).where(eq(refunds.billId, id)).orderBy(refunds.requestedAt);
}

/** Bills and prepayments of businesses with a name, the newest first, to choose one to give back on. Two queries. @throws Forbidden */
export async function refundCandidates(db: Queryable, q: string, actor: Actor) {
  permit(actor, "finance.act");
  const named = ilike(businesses.name, `%${q.replace(/[\\%_]/g, "\\$&")}%`);
  const [ofBills, ofPrepayments] = await Promise.all([
    db
      .select({
        id: bills.id,
        businessName: businesses.name,
        week: bills.week,
        state: bills.state,
        amount: bills.total,
        currency: bills.currency,
        refunded: bills.refunded,
      })
      .from(bills)
      .innerJoin(businesses, eq(businesses.id, bills.businessId))
      .where(named)
      .orderBy(desc(bills.week), bills.id)
      .limit(PAGE),
    db
      .select({
        id: prepayments.id,
        businessName: businesses.name,
        at: prepayments.settledAt,
        amount: prepayments.amount,
        currency: prepayments.currency,
      })
      .from(prepayments)
      .innerJoin(businesses, eq(businesses.id, prepayments.businessId))
      .where(and(named, eq(prepayments.state, "succeeded")))
      .orderBy(desc(prepayments.settledAt))
      .limit(PAGE),
  ]);
  return { bills: ofBills, prepayments: ofPrepayments };
}

/** What platform finance can give back on a bill or out of money paid ahead. At most eight queries. @throws NotFound, Forbidden */
export async function refundable(db: Queryable, about: { billId: string } | { prepaymentId: string }, actor: Actor, now: Date) {
  permit(actor, "finance.act");
  const [row] =
    "billId" in about
      ? await db
          .select({
            businessId: bills.businessId,
            businessName: businesses.name,
            currency: bills.currency,
            week: bills.week,
            total: bills.total,
            fee: bills.fee,
            refunded: bills.refunded,
            state: bills.state,
          })
          .from(bills)
          .innerJoin(businesses, eq(businesses.id, bills.businessId))
          .where(eq(bills.id, about.billId))
      : (
          await db
            .select({
              businessId: prepayments.businessId,
              businessName: businesses.name,
              currency: prepayments.currency,
              total: prepayments.amount,
            })
            .from(prepayments)
            .innerJoin(businesses, eq(businesses.id, prepayments.businessId))
            .where(eq(prepayments.id, about.prepaymentId))
        ).map((one) => ({ ...one, week: null, fee: 0n, refunded: 0n, state: "paid" as const }));
  if (!row) throw new NotFound();
  const [target, credit, reserved] = await Promise.all([
    refundTarget(db, about, now),
    balanceOf(db, accounts.credit(row.businessId, row.currency)),
    creditReservedForRefunds(db, row.businessId, row.currency),
  ]);
  return { ...row, target, credit: credit.minor - reserved };
}
