import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { rankQuestions } from "#db/schema/matching.ts";
import type { Matcher } from "./matcher.ts";
import { rankAudit } from "./rank-audit.server.ts";
import { answerUntil } from "./rank-question.ts";

interface Ask {
  roleId: string;
  agentId: string;
  question: string;
  /** They are in talk about the role, so that they may ask though it is no longer open. */
  known?: boolean;
}

/**
 * An agent asks a person to look at their rank for a role; how it had come to be is kept with the question, as it stands now.
 * @throws NotFound for strangers, Forbidden for staff, Conflict while one question about this rank is open or where there is no rank yet
 */
export async function askAboutRank(
  tx: Tx,
  { roleId, agentId, question, known }: Ask,
  context: Context,
  matcher?: Matcher,
): Promise<{ id: string }> {
  const { actor, now } = context;
  permit(actor, "ranks.ask", { agentId });
  const { audit } = await rankAudit(tx, { roleId, agentId, known }, { actor, now }, matcher);
  const [asked] = await tx
    .insert(rankQuestions)
    .values({ id: newId(), roleId, agentId, question, audit, askedAt: now, dueAt: answerUntil(now) })
    .onConflictDoNothing()
    .returning({ id: rankQuestions.id });
  if (!asked) throw new Conflict("matching:errors.rankAsked");
  await recordEvent(tx, "rank-question.asked", { rankQuestionId: asked.id }, context);
  return asked;
}
