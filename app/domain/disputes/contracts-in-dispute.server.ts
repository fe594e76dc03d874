import { eq, inArray } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Queryable } from "#db/client.server.ts";
import { chargebacks } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { disputes } from "#db/schema/disputes.ts";
import { lateTimes } from "#db/schema/timesheets.ts";

/**
 * Contracts whose evidence must stay, because somebody may have to judge by it: a dispute about their time is open, declined late time is before a mediator,
 * or a bank's chargeback against their business is (product.md, "Time worked": retention stops). One query.
 */
export async function contractsInDispute(db: Queryable): Promise<string[]> {
  const disputed = db
    .select({ id: disputes.contractId })
    .from(disputes)
    .where(inArray(disputes.state, ["open", "answered"]));
  const contested = db.select({ id: lateTimes.contractId }).from(lateTimes).where(eq(lateTimes.state, "contested"));
  // A chargeback may be of a terms invoice or a prepayment, which name no contract: all of the business stay.
  const charged = db
    .select({ id: contracts.id })
    .from(chargebacks)
    .innerJoin(contracts, eq(contracts.businessId, chargebacks.businessId))
    .where(inArray(chargebacks.state, ["needsResponse", "underReview"]));
  return [...new Set((await unionAll(disputed, contested, charged)).map((row) => row.id))];
}
