import { and, asc, eq, gt, ilike } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { bills, chargebacks } from "#db/schema/billing.ts";
import type { ChargebackState } from "./chargeback.ts";

const AT_ONCE = 1000;

export type ChargebackRow = { chargeback: typeof chargebacks.$inferSelect; businessName: string; week: string | null };

/** Every chargeback, for a file, oldest first, however many there are. One query a thousand. @throws Forbidden, before anything is read */
export function chargebackRows(
  db: Queryable,
  { state, q }: { state?: ChargebackState; q?: string },
  actor: Actor,
): AsyncIterable<ChargebackRow> {
  permit(actor, "ledger.view");
  const wanted = and(
    state ? eq(chargebacks.state, state) : undefined,
    q ? ilike(businesses.name, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
  );
  return (async function* () {
    for (let last: string | null = null; ; ) {
      const rows: ChargebackRow[] = await db
        .select({ chargeback: chargebacks, businessName: businesses.name, week: bills.week })
        .from(chargebacks)
        .innerJoin(businesses, eq(businesses.id, chargebacks.businessId))
        .leftJoin(bills, eq(bills.id, chargebacks.billId))
        .where(and(wanted, last ? gt(chargebacks.id, last) : undefined))
        .orderBy(asc(chargebacks.id))
        .limit(AT_ONCE);
      yield* rows;
      if (rows.length < AT_ONCE) return;
      last = rows.at(-1)!.chargeback.id;
    }
  })();
}
