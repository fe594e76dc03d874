import { and, eq, inArray } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { timesheetSegments, timesheets, weekQuestionSegments, weekQuestions, weekQuestionWords } from "#db/schema/timesheets.ts";

interface Question {
  /** Made with the form: the same one twice is once. */
  questionId: string;
  timesheetId: string;
  segmentIds: string[];
  words: string;
}

/**
 * The business asks about segments of a closed week. It stops nothing: silence still approves. Twice is once.
 * @throws NotFound for strangers, Forbidden without "timesheets.review", Invalid without segments or for those that the week does not pay
 */
export async function askAboutWeek(tx: Tx, { questionId, timesheetId, segmentIds, words }: Question, context: Context) {
  const { actor, now } = context;
  const [timesheet] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId)).for("update");
  if (!timesheet) throw new NotFound();
  permit(actor, "timesheets.review", timesheet);
  const [known] = await tx.select().from(weekQuestions).where(eq(weekQuestions.id, questionId));
  if (known) return;
  if (segmentIds.length === 0) throw new Invalid("segments", "timesheets:errors.noSegments");
  const named = await tx
    .select({ segmentId: timesheetSegments.segmentId, week: timesheetSegments.week })
    .from(timesheetSegments)
    .where(and(eq(timesheetSegments.timesheetId, timesheetId), inArray(timesheetSegments.segmentId, segmentIds)));
  if (named.length < new Set(segmentIds).size) throw new Invalid("segments", "timesheets:errors.otherSegments");
  await tx.insert(weekQuestions).values({ id: questionId, timesheetId, askedAt: now });
  await tx.insert(weekQuestionSegments).values(named.map((one) => ({ ...one, questionId })));
  await tx
    .insert(weekQuestionWords)
    .values({ id: questionId, questionId, side: "business", authorId: actor.userId!, words, writtenAt: now });
  await recordEvent(tx, "week-question.asked", { questionId }, context);
}

/**
 * Either side says something about a question; the agent's words answer it, the business's ask again. Twice is once.
 * @throws NotFound for strangers, Forbidden for members without "timesheets.review"
 */
export async function sayAboutQuestion(
  tx: Tx,
  { questionId, timesheetId, wordsId, words }: { questionId: string; timesheetId: string; wordsId: string; words: string },
  context: Context,
) {
  const { actor, now } = context;
  const [found] = await tx
    .select({ question: weekQuestions, timesheet: timesheets })
    .from(weekQuestions)
    .innerJoin(timesheets, eq(timesheets.id, weekQuestions.timesheetId))
    .where(and(eq(weekQuestions.id, questionId), eq(timesheets.id, timesheetId)))
    .for("update");
  if (!found) throw new NotFound();
  const side = actor.kind === "agent" ? "agent" : "business";
  permit(actor, side === "agent" ? "timesheets.answer" : "timesheets.review", found.timesheet);
  const said = await tx
    .insert(weekQuestionWords)
    .values({ id: wordsId, questionId, side, authorId: actor.userId!, words, writtenAt: now })
    .onConflictDoNothing()
    .returning();
  if (said.length === 0) return;
  await tx
    .update(weekQuestions)
    .set({ answered: side === "agent" })
    .where(eq(weekQuestions.id, questionId));
  await recordEvent(tx, side === "agent" ? "week-question.answered" : "week-question.asked", { questionId }, context);
}
