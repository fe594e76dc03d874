import { and, asc, eq, inArray, isNotNull, isNull, lte, ne, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { bills, charges } from "#db/schema/billing.ts";
import { RETRY_DAYS } from "./dunning.ts";
import { lockBill } from "./reserve-charge.server.ts";

/** Refused bills whose next automatic try has come, oldest first. */
export async function billsToRetry(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db
    .select({ id: bills.id })
    .from(bills)
    .where(and(eq(bills.state, "failed"), isNotNull(bills.nextRetryAt), lte(bills.nextRetryAt, now)))
    .orderBy(asc(bills.nextRetryAt), asc(bills.id));
  return rows.map((row) => row.id);
}

/**
 * Bills by card that nobody paid although the last retry is over: refused 7 days ago, or closed 7 days ago without a card to charge. Bills on
 * terms have their invoices' dates.
 */
export async function billsLongUnpaid(db: Queryable, now: Date): Promise<string[]> {
  const refusal = db
    .select({ at: sql`min(${charges.settledAt})` })
    .from(charges)
    .where(and(eq(charges.billId, bills.id), inArray(charges.state, ["failed", "requires_action"])));
  const rows = await db
    .select({ id: bills.id })
    .from(bills)
    .where(
      and(
        inArray(bills.state, ["due", "failed"]),
        ne(bills.mode, "terms"),
        isNull(bills.overdueSince),
        isNull(bills.nextRetryAt),
        sql`coalesce(${refusal}, ${bills.closedAt}) <= ${addDays(now, -RETRY_DAYS.at(-1)!).toISOString()}::timestamptz`,
      ),
    )
    .orderBy(asc(bills.closedAt), asc(bills.id));
  return rows.map((row) => row.id);
}

/**
 * The business does not pay: from here on its contracts pause until it does. For a bill by card after the last retry, for one on terms when its
 * invoice is 7 days overdue. Twice is once, and a bill that was paid meanwhile changes nothing. @throws NotFound, Forbidden for people
 */
export async function declareUnpaid(tx: Tx, { billId }: { billId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const bill = await lockBill(tx, billId);
  if (bill.state === "paid" || bill.state === "writtenOff") return;
  if (!bill.overdueSince) await tx.update(bills).set({ overdueSince: now }).where(eq(bills.id, billId));
  await recordEvent(tx, "business.unpaid", { businessId: bill.businessId }, context);
}
