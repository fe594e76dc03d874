import { and, desc, eq, lte } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { billingArrangements } from "#db/schema/billing.ts";
import { type Arrangement, onCard } from "./arrangement.ts";

/** How a business pays at an instant: the latest arrangement whose day has come; none means card, weekly. One query. */
export async function arrangementOf(db: Queryable, businessId: string, at: Date): Promise<Arrangement> {
  const [row] = await db
    .select()
    .from(billingArrangements)
    .where(and(eq(billingArrangements.businessId, businessId), lte(billingArrangements.fromAt, at)))
    .orderBy(desc(billingArrangements.fromAt), desc(billingArrangements.id))
    .limit(1);
  return row ? asArrangement(row) : onCard;
}

export function asArrangement(row: typeof billingArrangements.$inferSelect): Arrangement {
  const { mode, cadence, netDays, creditLine, creditCurrency, fromAt } = row;
  return { mode, cadence, netDays, creditLine, creditCurrency, fromAt };
}
