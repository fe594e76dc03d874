import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";

/**
 * Pay of closed weeks that is not available yet, by the day it is due to become so (UTC instants), the next first. A day that has passed
 * means that the business has not paid. @throws NotFound, Forbidden
 */
export async function comingPay(db: Queryable, agentId: string, actor: Actor) {
  permit(actor, "earnings.view", { agentId });
  return db
    .select({
      currency: timesheets.currency,
      availableAt: timesheets.availableAt,
      amount: sql`sum(${timesheets.pay})`.mapWith(BigInt),
    })
    .from(timesheets)
    .leftJoin(payoutReleases, eq(payoutReleases.timesheetId, timesheets.id))
    .where(and(eq(timesheets.agentId, agentId), isNull(payoutReleases.timesheetId), sql`${timesheets.pay} > 0`))
    .groupBy(timesheets.currency, timesheets.availableAt)
    .orderBy(asc(timesheets.availableAt), asc(timesheets.currency));
}
