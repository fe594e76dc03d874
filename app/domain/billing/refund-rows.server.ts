import { and, asc, eq, gt, ilike } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { bills, refunds } from "#db/schema/billing.ts";
import type { RefundState } from "./refund.ts";

const AT_ONCE = 1000;

export type RefundRow = { refund: typeof refunds.$inferSelect; businessName: string; week: string | null };

/** Every refund as it was asked for, for a file, oldest first, however many there are. One query a thousand. @throws Forbidden, before anything is read */
export function refundRows(
  db: Queryable,
  { state, q }: { state?: RefundState; q?: string },
  actor: Actor,
): AsyncIterable<RefundRow> {
  permit(actor, "ledger.view");
  const wanted = and(
    state ? eq(refunds.state, state) : undefined,
    q ? ilike(businesses.name, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
  );
  return (async function* () {
    for (let last: string | null = null; ; ) {
      // Ids begin with the time: their order is that of asking.
      const rows: RefundRow[] = await db
        .select({ refund: refunds, businessName: businesses.name, week: bills.week })
        .from(refunds)
        .innerJoin(businesses, eq(businesses.id, refunds.businessId))
        .leftJoin(bills, eq(bills.id, refunds.billId))
        .where(and(wanted, last ? gt(refunds.id, last) : undefined))
        .orderBy(asc(refunds.id))
        .limit(AT_ONCE);
      yield* rows;
      if (rows.length < AT_ONCE) return;
      last = rows.at(-1)!.refund.id;
    }
  })();
}
