import { and, asc, count, eq, ilike, or, type SQL, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { accountPage, shardSums } from "#app/domain/ledger/balances.server.ts";
import { balanceOn } from "#app/domain/ledger/chart.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { ledgerAccounts, ledgerBalances } from "#db/schema/ledger.ts";

const PAGE = 50;

export interface AccountFilter {
  /** Part of an owner's name or of the account's id. */
  q?: string;
  kind?: string;
  currency?: string;
  /** Only accounts that are not at zero. */
  open?: boolean;
}

const ownerName = sql<string | null>`coalesce(${businesses.name}, ${users.name})`;

function named(db: Queryable, where: SQL | undefined, open: boolean) {
  return db
    .select({
      id: ledgerAccounts.id,
      kind: ledgerAccounts.kind,
      currency: ledgerAccounts.currency,
      normalSide: ledgerAccounts.normalSide,
      ownerId: ledgerAccounts.ownerId,
      ownerName,
      ...shardSums,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(ledgerAccounts)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .leftJoin(businesses, eq(businesses.id, ledgerAccounts.ownerId))
    .leftJoin(users, eq(users.id, ledgerAccounts.ownerId))
    .where(where)
    .groupBy(ledgerAccounts.id, businesses.name, users.name)
    .having(open ? sql`sum(${ledgerBalances.debits}) <> sum(${ledgerBalances.credits})` : undefined);
}

/** The accounts of the chart with their owners' names. One query. @throws Forbidden without "ledger.view" */
export async function ledgerAccountsOf(db: Queryable, filter: AccountFilter, page: number, actor: Actor) {
  permit(actor, "ledger.view");
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, "\\$&")}%` : undefined;
  const asked = and(
    like ? or(ilike(ownerName, like), ilike(ledgerAccounts.id, like)) : undefined,
    filter.kind ? eq(ledgerAccounts.kind, filter.kind) : undefined,
    filter.currency ? eq(ledgerAccounts.currency, filter.currency) : undefined,
  );
  const rows = await named(db, asked, filter.open === true)
    .orderBy(asc(ledgerAccounts.kind), asc(ownerName), asc(ledgerAccounts.currency))
    .limit(PAGE)
    .offset((page - 1) * PAGE);
  const total = rows[0]?.total ?? 0;
  return {
    rows: rows.map(({ total: _, ...row }) => ({ ...row, balance: balanceOn(row.normalSide, row.debits, row.credits) })),
    total,
    pages: Math.max(1, Math.ceil(total / PAGE)),
  };
}

/** An account with its owner's name and a page of its postings. Four queries. @throws NotFound, Forbidden without "ledger.view" */
export async function ledgerAccountPage(db: Queryable, accountId: string, page: number, actor: Actor) {
  permit(actor, "ledger.view");
  const found = await accountPage(db, accountId, page);
  const { ownerId } = found.account;
  const [owner] = ownerId
    ? await db
        .select({ name: users.name })
        .from(users)
        .where(eq(users.id, ownerId))
        .unionAll(db.select({ name: businesses.name }).from(businesses).where(eq(businesses.id, ownerId)))
    : [];
  return { ...found, ownerName: owner?.name ?? null };
}

/** Currencies that the ledger has accounts in. */
export async function ledgerCurrencies(db: Queryable): Promise<string[]> {
  const rows = await db
    .select({ currency: ledgerAccounts.currency, n: count() })
    .from(ledgerAccounts)
    .groupBy(ledgerAccounts.currency)
    .orderBy(asc(ledgerAccounts.currency));
  return rows.map((row) => row.currency);
}
