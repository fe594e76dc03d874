import { eq, inArray, or } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import type { Queryable } from "#db/client.server.ts";
import {
  lateTimes,
  timesheetSegments,
  timesheets,
  weekChanges,
  weekQuestions,
  weekQuestionWords,
} from "#db/schema/timesheets.ts";

export function myTimesheets(db: Queryable, userId: string): PersonalRows[] {
  const mine = db.select({ id: timesheets.id }).from(timesheets).where(eq(timesheets.agentId, userId));
  const asked = db.select({ id: weekQuestions.id }).from(weekQuestions).where(inArray(weekQuestions.timesheetId, mine));
  return [
    personalRows(timesheets, eq(timesheets.agentId, userId)),
    personalRows(timesheetSegments, inArray(timesheetSegments.timesheetId, mine)),
    personalRows(lateTimes, eq(lateTimes.agentId, userId)),
    personalRows(weekChanges, eq(weekChanges.agentId, userId)),
    personalRows(weekQuestions, inArray(weekQuestions.timesheetId, mine)),
    personalRows(weekQuestionWords, or(inArray(weekQuestionWords.questionId, asked), eq(weekQuestionWords.authorId, userId))),
  ];
}
