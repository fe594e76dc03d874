import { and, asc, eq, gte, type SQL, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { BAR, evaluateTier, factsOf } from "#app/domain/tiers/evaluate-tier.ts";
import { newestEvidence } from "#app/domain/tiers/promotions.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";

/**
 * Where agents stand against the bar of L2, on each active contract: the facts lie in modules after tiers, so they are gathered here. Both
 * sides see the same figures. Two queries.
 * @param of a side's contracts, or every L1 agent's that may be near the bar (for the nightly proposal)
 * @throws NotFound, Forbidden
 */
export async function standings(
  db: Queryable,
  of: { agentId: string } | { businessId: string } | { contractId: string } | "everyL1",
  now: Date,
  actor: Actor,
) {
  if (of === "everyL1") permit(actor, "tiers.view");
  else if (!("contractId" in of)) permit(actor, "tiers.view", of);
  const since = shiftWeek(weekOf(now), -BAR.weeksLookedAt);
  const paid = sql`${payoutReleases.timesheetId} is not null`;
  const minutes = sql<number>`coalesce(sum(${timesheets.minutes}) filter (where ${paid}), 0)::int`;
  const rows = await db
    .select({
      contractId: contracts.id,
      businessId: contracts.businessId,
      agentId: contracts.agentId,
      title: contracts.title,
      agentName: users.name,
      businessName: businesses.name,
      tier: agents.tier,
      ratingMilli: agents.ratingMilli,
      ratingCount: agents.ratingCount,
      paidMinutes: minutes,
      weeksWorked: sql<number>`count(distinct ${timesheets.week}) filter (where ${paid} and ${timesheets.week} >= ${since})::int`,
    })
    .from(contracts)
    .innerJoin(agents, eq(agents.id, contracts.agentId))
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .leftJoin(timesheets, eq(timesheets.contractId, contracts.id))
    .leftJoin(payoutReleases, eq(payoutReleases.timesheetId, timesheets.id))
    .where(and(eq(contracts.state, "active"), narrowed(of)))
    .groupBy(contracts.id, agents.id, users.id, businesses.id)
    .having(of === "everyL1" ? gte(minutes, BAR.paidHours * 60) : undefined)
    .orderBy(asc(users.name), asc(contracts.acceptedAt));
  for (const row of rows) permit(actor, "tiers.view", row);
  const evidence = await newestEvidence(
    db,
    rows.map((row) => row.contractId),
  );
  return rows.map(({ ratingMilli, ratingCount, paidMinutes, weeksWorked, ...row }) => {
    const facts = factsOf({ ratingMilli, ratingCount, paidMinutes, weeksWorked }, evidence.get(row.contractId));
    return { ...row, facts, verdict: evaluateTier(facts) };
  });
}
export type Standing = Awaited<ReturnType<typeof standings>>[number];

function narrowed(of: Parameters<typeof standings>[1]): SQL {
  if (of === "everyL1") return eq(agents.tier, "L1");
  if ("contractId" in of) return eq(contracts.id, of.contractId);
  return "agentId" in of ? eq(contracts.agentId, of.agentId) : eq(contracts.businessId, of.businessId);
}
