import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { rankQuestions } from "#db/schema/matching.ts";
import { type RankOutcome, rankQuestionLifecycle } from "./rank-question.ts";

/**
 * An operator answers an agent's question about a rank, once: the words and what was found.
 * @throws NotFound for everybody but the staff, Forbidden without "ranks.review", Conflict when it is answered already
 */
export async function answerRankQuestion(
  tx: Tx,
  { questionId, answer, outcome }: { questionId: string; answer: string; outcome: RankOutcome },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ranks.review");
  const [asked] = await tx
    .select({ state: rankQuestions.state })
    .from(rankQuestions)
    .where(eq(rankQuestions.id, questionId))
    .for("no key update");
  if (!asked) throw new NotFound();
  const state = rankQuestionLifecycle.next(asked.state, "answer");
  await tx
    .update(rankQuestions)
    .set({ state, answer, outcome, answeredBy: actor.userId, answeredAt: now })
    .where(eq(rankQuestions.id, questionId));
  const subject = { kind: "rank-question", id: questionId };
  await recordAudit(
    tx,
    { action: "rank-question.answered", subject, reason: answer.slice(0, 500), detail: { outcome } },
    context,
  );
  await recordEvent(tx, "rank-question.answered", { rankQuestionId: questionId }, context);
}
