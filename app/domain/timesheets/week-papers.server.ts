import { sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import type { Queryable } from "#db/client.server.ts";
import type { NamedSegment, WeekPapers } from "./week-papers.ts";

/** As JSON brings it: instants and amounts are text. */
type Written<T> = T extends Date | bigint
  ? string
  : T extends (infer E)[]
    ? Written<E>[]
    : T extends object
      ? { [K in keyof T]: Written<T[K]> }
      : T;
type Row = Written<WeekPapers> & Record<string, unknown>;

const listOf = (query: ReturnType<typeof sql>) => sql`(select coalesce(json_agg(found), '[]') from (${query}) found)`;

/**
 * Everything that was said and agreed about a closed week after its close, and its other parts: the same for both sides. One query.
 * @throws NotFound, Forbidden without "timesheets.view"
 */
export async function weekPapers(
  db: Queryable,
  {
    id,
    contractId,
    week,
    businessId,
    agentId,
  }: { id: string; contractId: string; week: string; businessId: string; agentId: string },
  actor: Actor,
): Promise<WeekPapers> {
  permit(actor, "timesheets.view", { businessId, agentId });
  const named = (link: ReturnType<typeof sql>) =>
    listOf(sql`select s.id, s.started_at "startedAt", s.minutes from ${link} join segments s on s.id = n.segment_id and s.week = n.week
      where s.week = ${week} order by s.started_at`);
  const [row] = await db.execute<Row>(sql`select
    ${listOf(sql`select id, part, bill_week "billWeek", state, minutes, pay::text from timesheets
      where contract_id = ${contractId} and week = ${week} and id <> ${id} order by part`)} as parts,
    ${listOf(sql`select id, state, minutes, decide_until "decideUntil", coalesce(ruling, reason) reason, timesheet_id "timesheetId" from late_times
      where contract_id = ${contractId} and week = ${week} order by arrived_at, id`)} as late,
    ${listOf(sql`select c.id, c.kind, c.state, c.minutes, c.reason, c.from_at "fromAt", c.to_at "toAt", c.proposed_side "proposedSide",
        p.name "proposedBy", c.proposed_at "proposedAt", a.name "answeredBy", c.answered_at "answeredAt", c.answer, c.carried_out_at "carriedOutAt",
        c.given_back::text "givenBack", ${named(sql`(select * from week_change_segments where week_change_id = c.id) n`)} segments
      from week_changes c join users p on p.id = c.proposed_by left join users a on a.id = c.answered_by
      where c.timesheet_id = ${id} order by c.proposed_at, c.id`)} as changes,
    ${listOf(sql`select q.id, q.answered, ${named(sql`(select * from week_question_segments where question_id = q.id) n`)} segments,
        ${listOf(sql`select w.id, w.side, u.name author, w.words, w.written_at "writtenAt" from week_question_words w
          join users u on u.id = w.author_id where w.question_id = q.id order by w.written_at, w.id`)} words
      from week_questions q where q.timesheet_id = ${id} order by q.asked_at, q.id`)} as questions`);
  const { parts, late, changes, questions } = row!;
  const at = (text: string | null) => (text === null ? null : new Date(text));
  const segments = (some: Written<NamedSegment>[]) => some.map((one) => ({ ...one, startedAt: new Date(one.startedAt) }));
  return {
    parts: parts.map((one) => ({ ...one, pay: BigInt(one.pay) })),
    late: late.map((one) => ({ ...one, decideUntil: new Date(one.decideUntil) })),
    changes: changes.map((one) => ({
      ...one,
      fromAt: at(one.fromAt),
      toAt: at(one.toAt),
      proposedAt: new Date(one.proposedAt),
      answeredAt: at(one.answeredAt),
      carriedOutAt: at(one.carriedOutAt),
      givenBack: one.givenBack === null ? null : BigInt(one.givenBack),
      segments: segments(one.segments),
    })),
    questions: questions.map((one) => ({
      ...one,
      segments: segments(one.segments),
      words: one.words.map((said) => ({ ...said, writtenAt: new Date(said.writtenAt) })),
    })),
  };
}
