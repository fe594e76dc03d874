import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { promotions, tierEvidence } from "#db/schema/tiers.ts";
import type { Verdict } from "./evaluate-tier.ts";

const columns = {
  promotion: promotions,
  agentName: users.name,
  businessName: businesses.name,
  title: contracts.title,
  currency: contracts.currency,
  contractState: contracts.state,
};

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

/** A proposal with the facts it was made from, the evidence of its contract and who decided. Two queries. @throws NotFound for strangers */
export async function promotionPage(db: Queryable, promotionId: string, actor: Actor) {
  const decider = alias(users, "decider");
  const [row] = await db
    .select({ ...columns, decidedByName: decider.name })
    .from(promotions)
    .innerJoin(users, eq(users.id, promotions.agentId))
    .innerJoin(businesses, eq(businesses.id, promotions.businessId))
    .innerJoin(contracts, eq(contracts.id, promotions.contractId))
    .leftJoin(decider, eq(decider.id, promotions.decidedBy))
    .where(eq(promotions.id, promotionId));
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
export type PromotionPage = Awaited<ReturnType<typeof promotionPage>>;

/** What managers entered about a contract, newest first; whoever calls has seen to it that the reader may. */
export function evidenceOf(db: Queryable, contractId: string) {
  return db
    .select({
      id: tierEvidence.id,
      kind: tierEvidence.kind,
      score: tierEvidence.score,
      note: tierEvidence.note,
      enteredAt: tierEvidence.enteredAt,
      enteredBy: users.name,
    })
    .from(tierEvidence)
    .innerJoin(users, eq(users.id, tierEvidence.enteredBy))
    .where(eq(tierEvidence.contractId, contractId))
    .orderBy(desc(tierEvidence.enteredAt), desc(tierEvidence.id))
    .limit(50);
}

/** The newest QA score and the newest work sample of contracts; the older ones stay in the history. */
export async function newestEvidence(
  db: Queryable,
  contractIds: string[],
): Promise<Map<string, { qaScore: number | null; sampleScore: number | null }>> {
  if (contractIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([tierEvidence.contractId, tierEvidence.kind], {
      contractId: tierEvidence.contractId,
      kind: tierEvidence.kind,
      score: tierEvidence.score,
    })
    .from(tierEvidence)
    .where(inArray(tierEvidence.contractId, contractIds))
    .orderBy(tierEvidence.contractId, tierEvidence.kind, desc(tierEvidence.enteredAt), desc(tierEvidence.id));
  const score = (contractId: string, kind: string) =>
    rows.find((row) => row.contractId === contractId && row.kind === kind)?.score ?? null;
  return new Map(contractIds.map((id) => [id, { qaScore: score(id, "qa-score"), sampleScore: score(id, "work-sample") }]));
}

export async function promotionById(db: Queryable, promotionId: string) {
  const [row] = await db.select().from(promotions).where(eq(promotions.id, promotionId));
  if (!row) throw new NotFound();
  return row;
}

/** Approved promotions of a contract that no amendment carries yet. */
export async function approvedWithoutAmendment(db: Queryable, contractId: string): Promise<string[]> {
  const rows = await db
    .select({ id: promotions.id })
    .from(promotions)
    .where(and(eq(promotions.contractId, contractId), eq(promotions.state, "approved"), isNull(promotions.amendmentId)));
  return rows.map((row) => row.id);
}
