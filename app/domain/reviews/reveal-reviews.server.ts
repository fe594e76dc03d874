import { and, eq, isNull, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { reviews } from "#db/schema/reviews.ts";
import { BLIND_DAYS, rankingMeanMilli } from "./review.ts";

/** Opens ratings that both sides have written, or that waited fourteen days. @throws Forbidden for people */
export async function revealDueReviews(tx: Tx, context: Context): Promise<number> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const due = sql`${reviews.writtenAt} <= ${addDays(now, -BLIND_DAYS).toISOString()}::timestamptz or exists (select 1 from reviews other where other.contract_id = ${reviews.contractId} and other.occasion = ${reviews.occasion} and other.side <> ${reviews.side})`;
  const opened = await tx
    .update(reviews)
    .set({ revealedAt: now })
    .where(and(isNull(reviews.revealedAt), sql`(${due})`))
    .returning({ contractId: reviews.contractId, agentId: reviews.agentId });
  // Both ratings of a contract are one piece of news; each contract is its own.
  for (const [contractId, agentId] of new Map(opened.map((row) => [row.contractId, row.agentId]))) {
    await recordEvent(tx, "review.revealed", { contractId, agentId }, context);
  }
  return opened.length;
}

/** The agent's mean for ranking over the ratings that are open. */
export async function agentRating(db: Queryable, agentId: string): Promise<{ ratingMilli: number; ratingCount: number }> {
  const rows = await db
    .select({ stars: reviews.stars })
    .from(reviews)
    .where(and(eq(reviews.agentId, agentId), eq(reviews.side, "business"), sql`${reviews.revealedAt} is not null`));
  return { ratingMilli: rankingMeanMilli(rows.map((row) => row.stars)), ratingCount: rows.length };
}
