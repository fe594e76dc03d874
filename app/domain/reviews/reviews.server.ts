import { and, desc, eq, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { reviews } from "#db/schema/reviews.ts";
import { occasions } from "./review.ts";

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

/** What a side may write about a contract now, and what is too early or done; one query. */
export async function reviewChances(
  db: Queryable,
  contract: { id: string; businessId: string; agentId: string; state: string },
  actor: Actor,
): Promise<{ occasion: (typeof occasions)[number]; chance: "open" | "tooEarly" | "written" }[]> {
  permit(actor, "reviews.view", contract);
  const own = actor.kind === "agent" ? "agent" : "business";
  const [row] = await db
    .select({
      paid: sql<boolean>`exists (select 1 from payout_releases y join timesheets s on s.id = y.timesheet_id where s.contract_id = ${contract.id})`,
      written: sql<string[]>`array(select r.occasion from reviews r where r.contract_id = ${contract.id} and r.side = ${own})`,
    })
    .from(contracts)
    .where(eq(contracts.id, contract.id));
  return occasions.map((occasion) => {
    const possible = occasion === "end" ? contract.state === "ended" : row!.paid;
    return { occasion, chance: row!.written.includes(occasion) ? "written" : possible ? "open" : "tooEarly" };
  });
}

/** All ratings of one side that it may read, newest first: about it once open, and its own. @throws NotFound, Forbidden */
export async function reviewsOfSide(db: Queryable, of: { businessId: string } | { agentId: string }, actor: Actor) {
  permit(actor, "reviews.view", of);
  const own = "agentId" in of ? "agent" : "business";
  const rows = await joined(db)
    .where(
      and(
        "agentId" in of ? eq(reviews.agentId, of.agentId) : eq(reviews.businessId, of.businessId),
        or(eq(reviews.side, own), isNotNull(reviews.revealedAt)),
      ),
    )
    .orderBy(desc(reviews.writtenAt))
    .limit(200);
  return { about: rows.filter((row) => row.side !== own), written: rows.filter((row) => row.side === own) };
}

/** Contracts that a side may rate now and has not, oldest first. */
export async function dueReviews(db: Queryable, of: { businessId: string } | { agentId: string }, actor: Actor) {
  permit(actor, "reviews.view", of);
  return db
    .select({ contractId: contracts.id, title: contracts.title, agentName: users.name, businessName: businesses.name })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where(
      and(
        "agentId" in of ? eq(contracts.agentId, of.agentId) : eq(contracts.businessId, of.businessId),
        reviewIsDue("agentId" in of ? "agent" : "business"),
      ),
    )
    .orderBy(contracts.acceptedAt);
}

/** Whether a side should rate a contract of the query (`contracts`): after its first paid week, and at the end of one that was paid. */
export function reviewIsDue(side: "agent" | "business"): SQL {
  return sql`exists (select 1 from payout_releases y join timesheets s on s.id = y.timesheet_id where s.contract_id = ${contracts.id})
    and not exists (select 1 from reviews r where r.contract_id = ${contracts.id} and r.side = ${side}
      and r.occasion = case ${contracts.state} when 'ended' then 'end' else 'first-paid-week' end)`;
}
