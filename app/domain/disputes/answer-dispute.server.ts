import { and, eq, lte } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";
import { decisionDueAt, disputeLifecycle } from "./dispute.ts";
import { lockDispute } from "./lock-dispute.server.ts";
import { settleDispute } from "./settle-dispute.server.ts";

/**
 * The agent agrees with all of it: the business gets the money back at once, and what was paid out already comes back from later payouts. Also
 * after the three days, until the mediator has decided. Twice is once.
 * @throws NotFound for strangers, Forbidden for others than the agent, Conflict once it was decided or withdrawn
 */
export async function acceptDispute(tx: Tx, { disputeId }: { disputeId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  const dispute = await lockDispute(tx, disputeId, "disputes.answer", context);
  if (dispute.state === "agreed") return;
  disputeLifecycle.next(dispute.state, "agree");
  const named = await tx
    .select({ id: disputeSegments.segmentId })
    .from(disputeSegments)
    .where(eq(disputeSegments.disputeId, disputeId));
  if (!dispute.answeredAt)
    await tx.update(disputes).set({ answeredBy: actor.userId, answeredAt: now }).where(eq(disputes.id, disputeId));
  const upheld = new Set(named.map((one) => one.id));
  await settleDispute(tx, dispute, { action: "agree", upheld, refundTo: "card", repays: true, words: null }, context);
}

/**
 * The agent contests it in words; the mediator decides within a business day. Twice is once: the first words stay.
 * @throws NotFound for strangers, Forbidden for others than the agent, Conflict once it is over
 */
export async function contestDispute(
  tx: Tx,
  { disputeId, answer }: { disputeId: string; answer: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const dispute = await lockDispute(tx, disputeId, "disputes.answer", context);
  if (dispute.answeredAt && dispute.state === "answered") return;
  // Words that come after the three days are still read, as long as nothing was decided.
  const late = dispute.state === "answered";
  const state = late ? dispute.state : disputeLifecycle.next(dispute.state, "contest");
  await tx
    .update(disputes)
    .set({
      state,
      answer,
      answeredBy: actor.userId,
      answeredAt: now,
      decisionDueAt: now < dispute.answerDueAt ? decisionDueAt(now) : dispute.decisionDueAt,
    })
    .where(eq(disputes.id, disputeId));
  await recordEvent(tx, "dispute.answered", { disputeId }, context);
}

/** Three days of silence: the mediator decides without an answer. @throws Forbidden for people */
export async function lapseDueAnswers(tx: Tx, context: Context): Promise<number> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const due = await tx
    .update(disputes)
    .set({ state: disputeLifecycle.next("open", "lapse") })
    .where(and(eq(disputes.state, "open"), lte(disputes.answerDueAt, now)))
    .returning({ id: disputes.id });
  for (const { id } of due) await recordEvent(tx, "dispute.answered", { disputeId: id }, context);
  return due.length;
}
