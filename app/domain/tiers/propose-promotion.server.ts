import { and, desc, eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { promotions } from "#db/schema/tiers.ts";
import { evaluateTier, type TierFacts } from "./evaluate-tier.ts";
import { QUIET_WEEKS } from "./promotion.ts";

interface Proposal {
  contractId: string;
  businessId: string;
  agentId: string;
  facts: TierFacts;
}

/**
 * Proposes L2 where the facts meet the bar, keeping facts, verdict and version. One open at a time; after a no, quiet for four weeks.
 * @returns the proposal, or null when there is none to make; @throws Forbidden for people
 */
export async function proposePromotion(tx: Tx, { facts, contractId, businessId, agentId }: Proposal, context: Context) {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const verdict = evaluateTier(facts);
  if (!verdict.eligible) return null;
  const week = weekOf(now);
  const [last] = await tx
    .select()
    .from(promotions)
    .where(and(eq(promotions.contractId, contractId), eq(promotions.toTier, "L2")))
    .orderBy(desc(promotions.proposedAt))
    .limit(1)
    .for("update");
  if (last && ["proposed", "approved", "inForce"].includes(last.state)) return null;
  if (last && weekOf(last.decidedAt ?? last.proposedAt) > shiftWeek(week, -QUIET_WEEKS)) return null;
  const [made] = await tx
    .insert(promotions)
    .values({
      id: newId(),
      contractId,
      businessId,
      agentId,
      fromTier: "L1",
      toTier: "L2",
      barVersion: verdict.version,
      facts: { ...facts },
      verdict: { ...verdict },
      proposedWeek: week,
      proposedAt: now,
    })
    .onConflictDoNothing()
    .returning();
  if (made) await recordEvent(tx, "promotion.proposed", { promotionId: made.id }, context);
  return made ?? null;
}
