import { and, eq, gte, inArray, sql } from "drizzle-orm";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { type Money, settlementCurrencies } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { minimumBalances } from "#db/schema/billing.ts";
import { ledgerAccounts, ledgerBalances } from "#db/schema/ledger.ts";

/** One part in ten of what agents are owed is kept above it: a close of a thousand bills raises the minimum a few dozen times, not a thousand. */
const ROOM_PART = 10n;

const telling = new WeakMap<Db, Promise<boolean>>();

/**
 * Before a charge: room for it is taken from what Stripe holds back already; where there is not enough, the minimum is raised, once for all charges of
 * this process that wait for it.
 */
export async function coverCharge(db: Db, stripe: StripeEdge, { minor, currency }: Money, now: Date): Promise<void> {
  for (;;) {
    const [covered] = await db
      .update(minimumBalances)
      .set({ room: sql`${minimumBalances.room} - ${minor}` })
      .where(and(eq(minimumBalances.currency, currency), gte(minimumBalances.room, minor)))
      .returning();
    if (covered) return;
    const others = telling.get(db);
    if (others) {
      await others.catch(() => undefined);
      continue;
    }
    const own = tellStripe(db, stripe, now).finally(() => telling.delete(db));
    telling.set(db, own);
    if (await own) return;
  }
}

/**
 * What Stripe may not sweep to the platform's own bank: every liability to agents that is not paid out yet (money.md, "Calls"), and some room above it for
 * the charges to come. Before a charge, daily and hourly, which also lets go what was paid out meanwhile.
 */
export async function setMinimumBalance(db: Db, stripe: StripeEdge, now: Date): Promise<void> {
  while (!(await tellStripe(db, stripe, now)));
}

/** @returns false when somebody else told Stripe at the same time, perhaps less, and it has to be told again */
async function tellStripe(db: Db, stripe: StripeEdge, now: Date): Promise<boolean> {
  const before = await db.select().from(minimumBalances);
  const rows = (await owedToAgents(db)).map((row) => {
    const owed = BigInt(row.amount) > 0n ? BigInt(row.amount) : 0n;
    const room = owed / ROOM_PART;
    const version = before.find((one) => one.currency === row.currency)?.version ?? 0;
    return { currency: row.currency, minimum: owed + room, room, version, toldAt: now };
  });
  if (rows.length === 0) return true;
  const minimum = Object.fromEntries(rows.map((row) => [row.currency.toLowerCase(), Number(row.minimum)]));
  await stripe.balanceSettings.update({ payments: { payouts: { minimum_balance_by_currency: minimum } } });
  return isNewest(db, rows);
}

/** @returns false when somebody else told Stripe since the rows were read; then nothing is kept */
async function isNewest(db: Db, rows: (typeof minimumBalances.$inferInsert)[]): Promise<boolean> {
  return db.transaction(async (tx) => {
    for (const row of [...rows].sort((a, b) => (a.currency < b.currency ? -1 : 1))) {
      const [kept] = await tx
        .insert(minimumBalances)
        .values({ ...row, version: row.version + 1 })
        .onConflictDoUpdate({
          target: minimumBalances.currency,
          set: { minimum: row.minimum, room: row.room, version: row.version + 1, toldAt: row.toldAt },
          setWhere: eq(minimumBalances.version, row.version),
        })
        .returning();
      if (!kept) return false;
    }
    return true;
  });
}

function owedToAgents(db: Db) {
  return db
    .select({
      currency: ledgerAccounts.currency,
      amount: sql<string>`sum(${ledgerBalances.credits} - ${ledgerBalances.debits})::text`,
    })
    .from(ledgerAccounts)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(
      and(
        inArray(ledgerAccounts.kind, ["agent:pending", "agent:held", "agent:available", "agent:in_transit", "business:credit"]),
        // Remainders carried in other currencies already lie in the agents' own accounts.
        inArray(ledgerAccounts.currency, [...settlementCurrencies]),
      ),
    )
    .groupBy(ledgerAccounts.currency);
}
