import { and, eq, isNull } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { newSecret, secretHash } from "#app/domain/accounts/secret.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { calendarFeeds } from "#db/schema/diary.ts";
import type { FeedSubject } from "./calendar-feed.ts";

/** The row of a person's address for a subject, if there is one. */
export const feedOf = (userId: string, { businessId, contractId }: FeedSubject) =>
  and(
    eq(calendarFeeds.userId, userId),
    businessId ? eq(calendarFeeds.businessId, businessId) : isNull(calendarFeeds.businessId),
    contractId ? eq(calendarFeeds.contractId, contractId) : isNull(calendarFeeds.contractId),
  );

/**
 * Makes a private address for a calendar, in place of the one before, which is dead at once; or ends it. Ending twice is once.
 * @param input.realNow real time, as secrets are; @returns the secret of the address, shown once and never again: only its hash is kept; null when ended
 * @throws NotFound for strangers and for a contract of another business, Forbidden
 */
export async function changeCalendarFeed(
  tx: Tx,
  { intent, subject, realNow }: { intent: "make" | "end"; subject: FeedSubject; realNow: Date },
  { actor }: Pick<Context, "actor">,
): Promise<string | null> {
  if (!actor.userId) throw new NotFound();
  const { businessId, contractId } = subject;
  permit(actor, "diary.view", businessId ? { businessId } : { agentId: actor.userId });
  if (contractId) {
    const [contract] = await tx.select({ businessId: contracts.businessId }).from(contracts).where(eq(contracts.id, contractId));
    if (contract?.businessId !== businessId) throw new NotFound();
  }
  await tx.delete(calendarFeeds).where(feedOf(actor.userId, subject));
  if (intent === "end") return null;
  const secret = newSecret();
  await tx.insert(calendarFeeds).values({
    id: newId(),
    userId: actor.userId,
    businessId,
    contractId,
    tokenHash: secretHash(secret),
    createdAt: realNow,
  });
  return secret;
}
