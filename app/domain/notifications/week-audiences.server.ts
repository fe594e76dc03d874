import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { factsOf, managers, names, sides } from "./facts.server.ts";
import type { NotificationKind } from "./notification.ts";

type LateTime = { lateTimeId: string };
type Question = { questionId: string };
type Change = { weekChangeId: string };

/** Whom late time, questions about a closed week and its amendments concern, and what they read. */
export const weekAudiences = {
  "late-time.asked": async (db: Queryable, { lateTimeId }: LateTime) => {
    const about = await lateFacts(db, lateTimeId);
    return about && { ...about.sides, business: about.to("business", "late-time-asked") };
  },
  "late-time.decided": async (db: Queryable, { lateTimeId }: LateTime) => {
    const about = await lateFacts(db, lateTimeId);
    const kind: NotificationKind = about?.state === "approved" ? "late-time-approved" : "late-time-declined";
    return about && { ...about.sides, agent: about.to("agent", kind) };
  },
  "late-time.contested": async (db: Queryable, { lateTimeId }: LateTime) => {
    const about = await lateFacts(db, lateTimeId);
    return about && { ...about.sides, business: about.to("business", "late-time-contested") };
  },
  "late-time.ruled": async (db: Queryable, { lateTimeId }: LateTime) => {
    const about = await lateFacts(db, lateTimeId);
    const kind: NotificationKind = about?.state === "approved" ? "late-time-allowed" : "late-time-refused";
    return about && { ...about.sides, agent: about.to("agent", kind), business: about.to("business", kind) };
  },
  "week-question.asked": async (db: Queryable, { questionId }: Question) => {
    const about = await questionFacts(db, questionId);
    return about && { ...about.sides, agent: about.to("agent", "week-question-asked") };
  },
  "week-question.answered": async (db: Queryable, { questionId }: Question) => {
    const about = await questionFacts(db, questionId);
    return about && { ...about.sides, business: about.to("business", "week-question-answered") };
  },
  "week-change.proposed": (db: Queryable, { weekChangeId }: Change) => changeAudience(db, weekChangeId, "week-change-proposed"),
  "week-change.accepted": (db: Queryable, { weekChangeId }: Change) => changeAudience(db, weekChangeId, "week-change-accepted"),
  "week-change.declined": (db: Queryable, { weekChangeId }: Change) => changeAudience(db, weekChangeId, "week-change-declined"),
};

/** @param which a thing `x` of a contract-week with the columns named here */
async function facts(db: Queryable, place: string, columns: SQL, which: SQL) {
  const row = await factsOf(
    db,
    sql`select x.business_id, x.agent_id, x.week::text as week, ${columns}, ${names} from ${which}
        join businesses b on b.id = x.business_id join users a on a.id = x.agent_id`,
  );
  if (!row) return null;
  const params = {
    week: row.week!,
    ...(row.minutes ? { minutes: Number(row.minutes) } : {}),
    ...(row.day ? { day: row.day } : {}),
  };
  return {
    state: row.state,
    side: row.side,
    sides: sides(row, managers),
    to: (side: "agent" | "business", kind: NotificationKind) => ({
      kind,
      href: `/${side}/${place}/${row.id}`,
      params: { ...params, other: (side === "agent" ? row.business : row.agent)! },
    }),
  };
}

const lateFacts = (db: Queryable, id: string) =>
  facts(
    db,
    "late-time",
    sql`x.id, x.state, null as side, x.minutes::text as minutes, (x.decide_until at time zone 'UTC')::date::text as day`,
    sql`(select * from late_times where id = ${id}) x`,
  );

const questionFacts = (db: Queryable, id: string) =>
  facts(
    db,
    "timesheets",
    sql`x.id, null as state, null as side, null as minutes, null as day`,
    sql`(select t.* from week_questions q join timesheets t on t.id = q.timesheet_id where q.id = ${id}) x`,
  );

/** A proposal is told to the other side, an answer to the one that proposed. */
async function changeAudience(db: Queryable, id: string, kind: NotificationKind) {
  const about = await facts(
    db,
    "timesheets",
    sql`x.timesheet_id as id, x.state, x.proposed_side as side, x.minutes::text as minutes, null as day`,
    sql`(select * from week_changes where id = ${id}) x`,
  );
  if (!about) return null;
  const byAgent = about.side === "agent";
  const toBusiness = kind === "week-change-proposed" ? byAgent : !byAgent;
  return toBusiness
    ? { ...about.sides, business: about.to("business", kind) }
    : { ...about.sides, agent: about.to("agent", kind) };
}
