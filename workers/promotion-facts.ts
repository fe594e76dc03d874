import { and, eq, gte, sql } from "drizzle-orm";
import type { TierFacts } from "#app/domain/tiers/evaluate-tier.ts";
import { BAR } from "#app/domain/tiers/evaluate-tier.ts";
import { SAMPLE_PASSES } from "#app/domain/tiers/promotion.ts";
import { newestEvidence } from "#app/domain/tiers/promotions.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";

/** Facts of the bar for every active contract of an L1 agent; they lie in modules after tiers, so a job gathers them (house.md). */
export async function promotionFacts(
  db: Db,
  now: Date,
): Promise<{ contractId: string; businessId: string; agentId: string; facts: TierFacts }[]> {
  const since = shiftWeek(weekOf(now), -BAR.weeksLookedAt);
  const rows = await db
    .select({
      contractId: contracts.id,
      businessId: contracts.businessId,
      agentId: contracts.agentId,
      ratingMilli: agents.ratingMilli,
      ratingCount: agents.ratingCount,
      paidMinutes: sql<number>`coalesce(sum(${timesheets.minutes}), 0)::int`,
      weeksWorked: sql<number>`count(*) filter (where ${timesheets.week} >= ${since})::int`,
    })
    .from(contracts)
    .innerJoin(agents, and(eq(agents.id, contracts.agentId), eq(agents.tier, "L1")))
    .innerJoin(timesheets, eq(timesheets.contractId, contracts.id))
    .innerJoin(payoutReleases, eq(payoutReleases.timesheetId, timesheets.id))
    .where(eq(contracts.state, "active"))
    .groupBy(contracts.id, agents.id)
    .having(gte(sql`sum(${timesheets.minutes})`, BAR.paidHours * 60));
  const found = [];
  for (const { contractId, businessId, agentId, ...counted } of rows) {
    const { qaScore, sampleScore } = await newestEvidence(db, contractId);
    const workSamplePassed = sampleScore === null ? null : sampleScore >= SAMPLE_PASSES;
    found.push({ contractId, businessId, agentId, facts: { ...counted, qaScore, workSamplePassed } });
  }
  return found;
}
