import { and, desc, eq } from "drizzle-orm";
import { type Actor, type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid, NotFound } from "#app/kernel/errors.ts";
import { money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { amendments, contracts, contractTerms } from "#db/schema/contracts.ts";
import { promotions } from "#db/schema/tiers.ts";
import { promotionLifecycle } from "./promotion.ts";

export async function lockPromotion(tx: Tx, promotionId: string) {
  const [promotion] = await tx.select().from(promotions).where(eq(promotions.id, promotionId)).for("update");
  if (!promotion) throw new NotFound();
  return promotion;
}

type Decision =
  | { promotionId: string; decision: "approve"; newRate: bigint; reason: string }
  | { promotionId: string; decision: "decline"; reason: string };

/**
 * A person of the business decides on a proposal, with a reason; an approval carries the new rate, at least the old (product.md, "Tiers").
 * The same answer twice is once.
 * @throws NotFound, Forbidden without "tiers.decide", Conflict when it was decided otherwise, the contract has ended
 * or another change of its terms is open, Invalid("newRate") below the old rate
 */
export async function decidePromotion(tx: Tx, input: Decision, context: Context): Promise<void> {
  const { actor, now } = context;
  const promotion = await lockPromotion(tx, input.promotionId);
  permit(actor, "tiers.decide", promotion);
  if (promotion.state === "approved" && input.decision === "approve" && promotion.newRate === input.newRate) return;
  if (promotion.state === "declined" && input.decision === "decline") return;
  const state = promotionLifecycle.next(promotion.state, input.decision);
  const [contract] = await tx.select().from(contracts).where(eq(contracts.id, promotion.contractId));
  if (input.decision === "approve") {
    if (contract!.state !== "active") throw new Conflict("tiers:errors.ended");
    // The approval becomes an amendment, and a contract has one open at a time: better said now than lost later.
    const [open] = await tx
      .select({ id: amendments.id })
      .from(amendments)
      .where(and(eq(amendments.contractId, promotion.contractId), eq(amendments.state, "proposed")));
    if (open) throw new Conflict("tiers:errors.amendmentOpen");
    const old = await rateNow(tx, promotion.contractId, now);
    if (input.newRate < old)
      throw new Invalid("newRate", "tiers:errors.rateBelow", {
        rate: toMajor(money(old, contract!.currency)),
        currency: contract!.currency,
      });
  }
  await tx
    .update(promotions)
    .set({
      state,
      reason: input.reason,
      decidedBy: actor.userId,
      decidedAt: now,
      newRate: input.decision === "approve" ? input.newRate : null,
      currency: contract!.currency,
    })
    .where(eq(promotions.id, promotion.id));
  await recordEvent(
    tx,
    input.decision === "approve" ? "promotion.approved" : "promotion.declined",
    { promotionId: promotion.id },
    context,
  );
}

/** Rate in force, minor units of the contract's currency an hour. */
async function rateNow(tx: Tx, contractId: string, now: Date): Promise<bigint> {
  const rows = await tx
    .select()
    .from(contractTerms)
    .where(eq(contractTerms.contractId, contractId))
    .orderBy(desc(contractTerms.fromWeek), desc(contractTerms.recordedAt));
  const inForce = rows.find((row) => row.fromWeek <= shiftWeek(weekOf(now), 1));
  return inForce?.hourlyRate ?? 0n;
}

/** The agent's right of reply to a decision; once. @throws NotFound, Forbidden, Conflict when there is nothing to reply to yet */
export async function replyToPromotion(
  tx: Tx,
  { promotionId, reply }: { promotionId: string; reply: string },
  { actor, now }: { actor: Actor; now: Date },
): Promise<void> {
  const promotion = await lockPromotion(tx, promotionId);
  permit(actor, "tiers.reply", promotion);
  if (promotion.state === "proposed") throw new Conflict("tiers:errors.notDecided");
  if (promotion.repliedAt) throw new Conflict("tiers:errors.replied");
  await tx.update(promotions).set({ reply, repliedAt: now }).where(eq(promotions.id, promotionId));
}
