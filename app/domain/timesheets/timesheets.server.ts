import { and, asc, count, desc, eq, ilike, isNotNull } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import type { TimesheetState } from "./timesheet.ts";

const PAGE = 30;
const columns = {
  timesheet: timesheets,
  title: contracts.title,
  approvalFirst: contracts.approvalFirst,
  conversationId: contracts.conversationId,
  manualTimeAllowed: contracts.manualTimeAllowed,
  agentName: users.name,
  agentZone: agents.timeZone,
  businessName: businesses.name,
  businessZone: businesses.timeZone,
};

function joined(db: Queryable) {
  return db
    .select(columns)
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(users, eq(users.id, timesheets.agentId))
    .innerJoin(agents, eq(agents.id, timesheets.agentId))
    .innerJoin(businesses, eq(businesses.id, timesheets.businessId));
}

interface Filter {
  state?: TimesheetState;
  q?: string;
  page: number;
}
type Side = { businessId: string } | { agentId: string };

function condition(side: Side, { state, q }: Omit<Filter, "page">) {
  const mine = "businessId" in side ? eq(timesheets.businessId, side.businessId) : eq(timesheets.agentId, side.agentId);
  const named = "businessId" in side ? users.name : businesses.name;
  return and(
    mine,
    state ? eq(timesheets.state, state) : undefined,
    q ? ilike(named, `%${q.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
  );
}

export async function timesheetsOf(db: Queryable, side: Side, filter: Filter, actor: Actor) {
  permit(actor, "timesheets.view", side);
  const where = condition(side, filter);
  const [rows, [total]] = await Promise.all([
    joined(db)
      .where(where)
      .orderBy(desc(timesheets.week), asc(users.name), asc(timesheets.part))
      .limit(PAGE)
      .offset((filter.page - 1) * PAGE),
    db
      .select({ n: count() })
      .from(timesheets)
      .innerJoin(users, eq(users.id, timesheets.agentId))
      .innerJoin(businesses, eq(businesses.id, timesheets.businessId))
      .where(where),
  ]);
  return { rows, total: total!.n, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}

/** All of them, for the CSV file. */
export async function allTimesheetsOf(db: Queryable, side: Side, filter: Omit<Filter, "page">, actor: Actor) {
  permit(actor, "timesheets.view", side);
  return joined(db).where(condition(side, filter)).orderBy(desc(timesheets.week), asc(users.name), asc(timesheets.part));
}

/** A week, or a later part of one, with each segment and its share of the pay. Two queries. @throws NotFound for strangers */
export async function timesheetPage(db: Queryable, timesheetId: string, actor: Actor) {
  const [row] = await joined(db).where(eq(timesheets.id, timesheetId));
  if (!row) throw new NotFound();
  permit(actor, "timesheets.view", row.timesheet);
  const { id, contractId, week, part } = row.timesheet;
  const worked = await db
    .select({
      id: segments.id,
      contractId: segments.contractId,
      startedAt: segments.startedAt,
      minutes: segments.minutes,
      kind: segments.kind,
      memo: segments.memo,
      activeMinutes: segments.activeMinutes,
      overLimit: segments.overLimit,
      deletedAt: segments.deletedAt,
      pay: timesheetSegments.pay,
    })
    .from(segments)
    .leftJoin(
      timesheetSegments,
      and(
        eq(timesheetSegments.segmentId, segments.id),
        eq(timesheetSegments.week, segments.week),
        eq(timesheetSegments.timesheetId, id),
      ),
    )
    .where(
      and(
        eq(segments.contractId, contractId),
        eq(segments.week, week),
        part === 0 ? eq(segments.late, false) : isNotNull(timesheetSegments.segmentId),
      ),
    )
    .orderBy(asc(segments.startedAt));
  return { ...row, segments: worked, mayReview: may(actor, "timesheets.review", row.timesheet) };
}
