import { and, desc, eq } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { promotions, tierEvidence } from "#db/schema/tiers.ts";
import type { Verdict } from "./evaluate-tier.ts";

const columns = { promotion: promotions, agentName: users.name, businessName: businesses.name, title: contracts.title };

function joined(db: Queryable) {
  return db
    .select(columns)
    .from(promotions)
    .innerJoin(users, eq(users.id, promotions.agentId))
    .innerJoin(businesses, eq(businesses.id, promotions.businessId))
    .innerJoin(contracts, eq(contracts.id, promotions.contractId));
}

/** Proposals and decisions of a business or about an agent, newest first. */
export async function promotionsOf(db: Queryable, side: { businessId: string } | { agentId: string }, actor: Actor) {
  permit(actor, "tiers.view", side);
  return joined(db)
    .where("businessId" in side ? eq(promotions.businessId, side.businessId) : eq(promotions.agentId, side.agentId))
    .orderBy(desc(promotions.proposedAt))
    .limit(100);
}

/** @throws NotFound for strangers */
export async function promotionPage(db: Queryable, promotionId: string, actor: Actor) {
  const [row] = await joined(db).where(eq(promotions.id, promotionId));
  if (!row) throw new NotFound();
  permit(actor, "tiers.view", row.promotion);
  const evidence = await evidenceOf(db, row.promotion.contractId);
  return {
    ...row,
    verdict: row.promotion.verdict as unknown as Verdict,
    evidence,
    mayDecide: may(actor, "tiers.decide", row.promotion),
  };
}

export function evidenceOf(db: Queryable, contractId: string) {
  return db
    .select()
    .from(tierEvidence)
    .where(eq(tierEvidence.contractId, contractId))
    .orderBy(desc(tierEvidence.enteredAt))
    .limit(50);
}

/** The newest QA score and work sample of a contract. */
export async function newestEvidence(
  db: Queryable,
  contractId: string,
): Promise<{ qaScore: number | null; sampleScore: number | null }> {
  const rows = await evidenceOf(db, contractId);
  return {
    qaScore: rows.find((row) => row.kind === "qa-score")?.score ?? null,
    sampleScore: rows.find((row) => row.kind === "work-sample")?.score ?? null,
  };
}

export async function promotionById(db: Queryable, promotionId: string) {
  const [row] = await db
    .select()
    .from(promotions)
    .where(and(eq(promotions.id, promotionId)));
  if (!row) throw new NotFound();
  return row;
}
