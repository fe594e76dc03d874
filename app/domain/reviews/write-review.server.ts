import { and, count, eq } from "drizzle-orm";
import { type Actor, type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { reviews } from "#db/schema/reviews.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import type { occasions } from "./review.ts";

interface WriteReview {
  contractId: string;
  occasion: (typeof occasions)[number];
  stars: number;
  words: string;
}

/**
 * One side rates the other, after the first paid week and at the end; blind until both wrote. The same words sent twice are once;
 * anything else of the same side is a Conflict.
 * @throws NotFound, Forbidden without "reviews.write", Conflict when it is too early or was written already
 */
export async function writeReview(tx: Tx, input: WriteReview, context: Context): Promise<void> {
  const { actor, now } = context;
  const contract = await lockContract(tx, input.contractId);
  permit(actor, "reviews.write", contract);
  if (!actor.userId) throw new Forbidden();
  if (input.occasion === "first-paid-week" && !(await hasPaidWeek(tx, contract.id)))
    throw new Conflict("reviews:errors.noPaidWeek");
  if (input.occasion === "end" && contract.state !== "ended") throw new Conflict("reviews:errors.notEnded");
  const [made] = await tx
    .insert(reviews)
    .values({
      id: newId(),
      contractId: contract.id,
      businessId: contract.businessId,
      agentId: contract.agentId,
      side: actor.kind === "agent" ? "agent" : "business",
      occasion: input.occasion,
      stars: input.stars,
      words: input.words,
      writtenBy: actor.userId,
      writtenAt: now,
    })
    .onConflictDoNothing()
    .returning();
  if (!made) {
    if (await isTheSame(tx, input, actor)) return;
    throw new Conflict("reviews:errors.written");
  }
  await recordEvent(tx, "review.written", { reviewId: made.id }, context);
}

/** A second press of the button sends the same words again. */
async function isTheSame(tx: Tx, { contractId, occasion, stars, words }: WriteReview, actor: Actor): Promise<boolean> {
  const side = actor.kind === "agent" ? "agent" : "business";
  const [known] = await tx
    .select()
    .from(reviews)
    .where(and(eq(reviews.contractId, contractId), eq(reviews.occasion, occasion), eq(reviews.side, side)));
  return known?.writtenBy === actor.userId && known?.stars === stars && known.words === words;
}

/** A week whose pay was released has been paid by the business. */
export async function hasPaidWeek(db: Queryable, contractId: string): Promise<boolean> {
  const [row] = await db
    .select({ n: count() })
    .from(payoutReleases)
    .innerJoin(timesheets, and(eq(timesheets.id, payoutReleases.timesheetId), eq(timesheets.contractId, contractId)));
  return row!.n > 0;
}
