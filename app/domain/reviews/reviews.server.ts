import { and, desc, eq, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { reviews } from "#db/schema/reviews.ts";

const columns = {
  id: reviews.id,
  contractId: reviews.contractId,
  side: reviews.side,
  occasion: reviews.occasion,
  stars: reviews.stars,
  words: reviews.words,
  writtenAt: reviews.writtenAt,
  revealedAt: reviews.revealedAt,
  agentName: users.name,
  businessName: businesses.name,
  title: contracts.title,
};

function joined(db: Queryable) {
  return db
    .select(columns)
    .from(reviews)
    .innerJoin(contracts, eq(contracts.id, reviews.contractId))
    .innerJoin(users, eq(users.id, reviews.agentId))
    .innerJoin(businesses, eq(businesses.id, reviews.businessId));
}

/** Open ratings about an agent, for everybody who may see the profile. */
export function openReviewsOfAgent(db: Queryable, agentId: string) {
  return joined(db)
    .where(and(eq(reviews.agentId, agentId), eq(reviews.side, "business"), sql`${reviews.revealedAt} is not null`))
    .orderBy(desc(reviews.revealedAt))
    .limit(50);
}

/** Ratings of a contract as one side may read them: their own, and the other's once open. */
export async function reviewsOfContract(
  db: Queryable,
  contract: { id: string; businessId: string; agentId: string },
  actor: Actor,
) {
  permit(actor, "reviews.view", contract);
  const own = actor.kind === "agent" ? "agent" : "business";
  const rows = await joined(db).where(eq(reviews.contractId, contract.id)).orderBy(desc(reviews.writtenAt));
  return rows.filter((row) => row.side === own || row.revealedAt !== null);
}
