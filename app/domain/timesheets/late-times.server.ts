import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { lateTimeSegments, lateTimes } from "#db/schema/timesheets.ts";

/** So many stand on a list page; the older ones are on their weeks. */
const SHOWN = 20;

function joined(db: Queryable) {
  return db
    .select({
      late: lateTimes,
      title: contracts.title,
      currency: contracts.currency,
      agentName: users.name,
      agentZone: agents.timeZone,
      businessName: businesses.name,
      businessZone: businesses.timeZone,
      hourlyRate: sql<string>`(select hourly_rate::text from contract_terms t where t.contract_id = ${lateTimes.contractId}
        and t.from_week <= ${lateTimes.week} order by t.from_week desc, t.recorded_at desc limit 1)`.mapWith(BigInt),
    })
    .from(lateTimes)
    .innerJoin(contracts, eq(contracts.id, lateTimes.contractId))
    .innerJoin(users, eq(users.id, lateTimes.agentId))
    .innerJoin(agents, eq(agents.id, lateTimes.agentId))
    .innerJoin(businesses, eq(businesses.id, lateTimes.businessId));
}

/** Late time with its segments. Two queries. @throws NotFound for strangers, Forbidden */
export async function lateTimePage(db: Queryable, lateTimeId: string, actor: Actor) {
  const [row] = await joined(db).where(eq(lateTimes.id, lateTimeId));
  if (!row) throw new NotFound();
  const { late } = row;
  if (!may(actor, "disputes.decide")) permit(actor, "timesheets.view", late);
  const came = await db
    .select({
      id: segments.id,
      startedAt: segments.startedAt,
      minutes: segments.minutes,
      kind: segments.kind,
      memo: segments.memo,
      activeMinutes: segments.activeMinutes,
      receivedAt: segments.receivedAt,
      device: segments.device,
    })
    .from(lateTimeSegments)
    .innerJoin(segments, and(eq(segments.id, lateTimeSegments.segmentId), eq(segments.week, lateTimeSegments.week)))
    .where(and(eq(lateTimeSegments.lateTimeId, lateTimeId), eq(segments.week, late.week)))
    .orderBy(asc(segments.startedAt));
  return {
    ...row,
    segments: came,
    mayDecide: may(actor, "timesheets.review", late),
    mayContest: may(actor, "timesheets.answer", late),
    mayRule: may(actor, "disputes.decide", late),
  };
}

/** Late time that is not settled yet, of one side, or (the desk) what a mediator is asked about. One query. @throws NotFound, Forbidden */
export async function openLateTimes(db: Queryable, side: { businessId: string } | { agentId: string } | "desk", actor: Actor) {
  let where: SQL | undefined;
  if (side === "desk") {
    permit(actor, "disputes.view");
    where = eq(lateTimes.state, "contested");
  } else {
    permit(actor, "timesheets.view", side);
    const mine = "businessId" in side ? eq(lateTimes.businessId, side.businessId) : eq(lateTimes.agentId, side.agentId);
    where = and(mine, inArray(lateTimes.state, ["waiting", "declined", "contested"]));
  }
  return joined(db).where(where).orderBy(asc(lateTimes.decideUntil), asc(lateTimes.id)).limit(SHOWN);
}
