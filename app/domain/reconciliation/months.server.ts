import { count, desc, eq, min, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { isMonth, monthOf, monthsBetween, spanOfMonth } from "#app/domain/ledger/period.ts";
import { trialBalanceAt } from "#app/domain/ledger/trial-balance.server.ts";
import { trialByCurrency } from "#app/domain/ledger/trial-balance.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { accountingPeriods, ledgerTransactions } from "#db/schema/ledger.ts";
import { checksOfMonth } from "./month-checks.server.ts";

/** Every month since the ledger began, newest first, open or closed and by whom. Three queries. @throws Forbidden without "ledger.view" */
export async function monthsOf(db: Queryable, { actor, now }: { actor: Actor; now: Date }) {
  permit(actor, "ledger.view");
  const [[first], closed, counted] = await Promise.all([
    db.select({ at: min(ledgerTransactions.occurredAt) }).from(ledgerTransactions),
    db
      .select({
        month: accountingPeriods.month,
        closedAt: accountingPeriods.closedAt,
        by: users.name,
        note: accountingPeriods.note,
      })
      .from(accountingPeriods)
      .leftJoin(users, eq(users.id, accountingPeriods.closedBy))
      .where(eq(accountingPeriods.state, "closed"))
      .orderBy(desc(accountingPeriods.month)),
    db
      .select({ month: sql<string>`to_char(${ledgerTransactions.occurredAt} at time zone 'UTC', 'YYYY-MM')`, n: count() })
      .from(ledgerTransactions)
      .groupBy(sql`1`),
  ]);
  const months = monthsBetween(monthOf(first!.at ?? now), monthOf(now));
  return months.map((month) => ({
    month,
    transactions: counted.find((one) => one.month === month)?.n ?? 0,
    closed: closed.find((one) => one.month === month) ?? null,
  }));
}

/** A month with its checklist, or what was kept at its close, and its trial balance. Three queries. @throws NotFound, Forbidden */
export async function monthPage(db: Queryable, month: string, { actor, now }: { actor: Actor; now: Date }) {
  permit(actor, "ledger.view");
  if (!isMonth(month) || month > monthOf(now)) throw new NotFound();
  const { to } = spanOfMonth(month);
  const [period] = await db
    .select({ period: accountingPeriods, by: users.name })
    .from(accountingPeriods)
    .leftJoin(users, eq(users.id, accountingPeriods.closedBy))
    .where(eq(accountingPeriods.month, month));
  const closed = period?.period.state === "closed" ? period : null;
  const [checks, trial] = await Promise.all([
    closed ? (closed.period.checks ?? []) : checksOfMonth(db, month, now),
    trialBalanceAt(db, new Date(Math.min(to.getTime() - 1, now.getTime()))),
  ]);
  return {
    month,
    closed: closed && { at: closed.period.closedAt, by: closed.by, note: closed.period.note },
    checks,
    trial: trialByCurrency(trial),
  };
}
