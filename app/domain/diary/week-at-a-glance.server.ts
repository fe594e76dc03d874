import { and, asc, eq, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments, trackerSessions } from "#db/schema/diary.ts";

/**
 * A week of every active contract of one side, with its terms and what the tracker does now; one query.
 * @returns minutes that are billed, and those over the limit; what a running tracker has not recorded yet is not in them
 */
export async function weekAtAGlance(
  db: Queryable,
  side: { businessId: string } | { agentId: string },
  week: string,
  actor: Actor,
) {
  permit(actor, "diary.view", side);
  const worked = (over: boolean) =>
    sql<number>`coalesce((select sum(${segments.minutes})::int from ${segments} where ${segments.contractId} = ${contracts.id} and ${segments.week} = ${week} and ${segments.deletedAt} is null and ${segments.overLimit} = ${over}), 0)`;
  const term = (column: string) =>
    sql`(select ${sql.raw(column)} from contract_terms ct where ct.contract_id = ${contracts.id} and ct.from_week <= ${week} order by ct.from_week desc, ct.recorded_at desc limit 1)`;
  return db
    .select({
      id: contracts.id,
      title: contracts.title,
      currency: contracts.currency,
      feeBps: contracts.feeBps,
      agentId: contracts.agentId,
      agentName: users.name,
      businessName: businesses.name,
      minutes: worked(false),
      overLimitMinutes: worked(true),
      weeklyLimitMinutes: term("weekly_limit_minutes").mapWith(Number),
      hourlyRate: term("hourly_rate").mapWith(BigInt),
      running: { mode: trackerSessions.mode, memo: trackerSessions.memo, startedAt: trackerSessions.startedAt },
    })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .leftJoin(trackerSessions, eq(trackerSessions.contractId, contracts.id))
    .where(
      and(
        "businessId" in side ? eq(contracts.businessId, side.businessId) : eq(contracts.agentId, side.agentId),
        eq(contracts.state, "active"),
      ),
    )
    .orderBy(sql`${trackerSessions.startedAt} is null`, asc(users.name), asc(businesses.name));
}
