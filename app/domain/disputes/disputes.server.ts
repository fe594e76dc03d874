import { and, asc, count, desc, eq, gt, ilike, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { billedWeek } from "#app/domain/billing/refund-week.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { refunds } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { segments } from "#db/schema/diary.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";
import { payHolds } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { type DisputeState, mayBeOpened, moneyOf, openUntil } from "./dispute.ts";
import { paidSegments, settledSegments } from "./open-dispute.server.ts";

const PAGE = 30;
const opener = alias(users, "opener");
const decider = alias(users, "decider");

const columns = {
  dispute: disputes,
  week: timesheets.week,
  title: contracts.title,
  agentName: users.name,
  businessName: businesses.name,
};

function joined(db: Queryable) {
  return db
    .select(columns)
    .from(disputes)
    .innerJoin(timesheets, eq(timesheets.id, disputes.timesheetId))
    .innerJoin(contracts, eq(contracts.id, disputes.contractId))
    .innerJoin(users, eq(users.id, disputes.agentId))
    .innerJoin(businesses, eq(businesses.id, disputes.businessId));
}

export type DisputeSide = { businessId: string } | { agentId: string } | Record<string, never>;
export interface DisputeFilter {
  state?: DisputeState;
  q?: string;
  page: number;
}

function whose(side: DisputeSide) {
  if ("businessId" in side) return eq(disputes.businessId, side.businessId as string);
  if ("agentId" in side) return eq(disputes.agentId, side.agentId as string);
  return undefined;
}

function called(q: string | undefined) {
  const like = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  return like ? or(ilike(users.name, like), ilike(businesses.name, like)) : undefined;
}

/** Disputes of a business, of an agent, or (the desk) all, those that wait first. Two queries. @throws NotFound, Forbidden */
export async function disputesOf(db: Queryable, side: DisputeSide, { state, q, page }: DisputeFilter, actor: Actor) {
  permit(actor, "disputes.view", side);
  const named = called(q);
  const where = and(whose(side), state ? eq(disputes.state, state) : undefined, named);
  const waiting = sql`case when ${disputes.state} in ('open', 'answered') then 0 else 1 end`;
  const [rows, counts] = await Promise.all([
    joined(db)
      .where(where)
      .orderBy(
        waiting,
        sql`case when ${disputes.state} in ('open', 'answered') then ${disputes.decisionDueAt} end`,
        desc(disputes.openedAt),
      )
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db
      .select({ state: disputes.state, n: count() })
      .from(disputes)
      .innerJoin(users, eq(users.id, disputes.agentId))
      .innerJoin(businesses, eq(businesses.id, disputes.businessId))
      .where(and(whose(side), named))
      .groupBy(disputes.state),
  ]);
  const perState = Object.fromEntries(counts.map((row) => [row.state, row.n])) as Partial<Record<DisputeState, number>>;
  const total = state ? (perState[state] ?? 0) : counts.reduce((sum, row) => sum + row.n, 0);
  return { rows, counts: perState, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

const AT_ONCE = 1000;
export type DisputeRow = Awaited<ReturnType<typeof joined>>[number];

/**
 * Every dispute of a side, or all for the desk, for a file, oldest first, however many there are. One query a thousand.
 * @throws NotFound, Forbidden, before anything is read
 */
export function disputeRows(
  db: Queryable,
  side: DisputeSide,
  { state, q }: Omit<DisputeFilter, "page">,
  actor: Actor,
): AsyncIterable<DisputeRow> {
  permit(actor, "disputes.view", side);
  const wanted = and(whose(side), state ? eq(disputes.state, state) : undefined, called(q));
  return (async function* () {
    for (let last: string | null = null; ; ) {
      const rows: DisputeRow[] = await joined(db)
        .where(and(wanted, last ? gt(disputes.id, last) : undefined))
        .orderBy(asc(disputes.id))
        .limit(AT_ONCE);
      yield* rows;
      if (rows.length < AT_ONCE) return;
      last = rows.at(-1)!.dispute.id;
    }
  })();
}

/**
 * A dispute with its segments and their evidence, what is held of the agent's money and what was given back. Four queries.
 * @throws NotFound for strangers, Forbidden
 */
export async function disputePage(db: Queryable, disputeId: string, actor: Actor) {
  const [row] = await db
    .select({
      ...columns,
      minutes: timesheets.minutes,
      hourlyRate: timesheets.hourlyRate,
      weekFee: timesheets.fee,
      feeBps: timesheets.feeBps,
      agentZone: agents.timeZone,
      businessZone: businesses.timeZone,
      conversationId: contracts.conversationId,
      openedByName: opener.name,
      decidedByName: decider.name,
    })
    .from(disputes)
    .innerJoin(timesheets, eq(timesheets.id, disputes.timesheetId))
    .innerJoin(contracts, eq(contracts.id, disputes.contractId))
    .innerJoin(users, eq(users.id, disputes.agentId))
    .innerJoin(agents, eq(agents.id, disputes.agentId))
    .innerJoin(businesses, eq(businesses.id, disputes.businessId))
    .innerJoin(opener, eq(opener.id, disputes.openedBy))
    .leftJoin(decider, eq(decider.id, disputes.decidedBy))
    .where(eq(disputes.id, disputeId));
  if (!row) throw new NotFound();
  const { dispute } = row;
  permit(actor, "disputes.view", dispute);
  const [named, all, [money], billed] = await Promise.all([
    db
      .select({
        id: disputeSegments.segmentId,
        minutes: disputeSegments.minutes,
        pay: disputeSegments.pay,
        upheld: disputeSegments.upheld,
        startedAt: segments.startedAt,
        kind: segments.kind,
        memo: segments.memo,
        activeMinutes: segments.activeMinutes,
        source: segments.source,
        receivedAt: segments.receivedAt,
      })
      .from(disputeSegments)
      .innerJoin(segments, and(eq(segments.id, disputeSegments.segmentId), eq(segments.week, disputeSegments.week)))
      .where(eq(disputeSegments.disputeId, disputeId))
      .orderBy(asc(segments.startedAt)),
    paidSegments(db, dispute.timesheetId),
    db
      .select({ hold: payHolds, refund: refunds })
      .from(payHolds)
      .leftJoin(refunds, eq(refunds.disputeId, payHolds.disputeId))
      .where(eq(payHolds.disputeId, disputeId)),
    billedWeek(db, dispute.timesheetId),
  ]);
  const claim = moneyOf(all, { fee: row.weekFee, tax: billed?.workTax ?? 0n }, new Set(named.map((one) => one.id)));
  return {
    ...row,
    segments: named,
    claim,
    hold: money?.hold ?? null,
    refund: money?.refund ?? null,
    billId: billed?.billId ?? null,
    mayWithdraw: may(actor, "disputes.open", dispute),
    mayAnswer: may(actor, "disputes.answer", dispute),
    mayDecide: may(actor, "disputes.decide", dispute),
  };
}

/** What can be disputed of a week: its segments, those that cannot any more, and until when. Four queries. @throws NotFound, Forbidden */
export async function disputableWeek(db: Queryable, timesheetId: string, actor: Actor, now: Date) {
  const [week] = await db
    .select({ timesheet: timesheets, title: contracts.title, agentName: users.name, agentZone: agents.timeZone })
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .innerJoin(users, eq(users.id, timesheets.agentId))
    .innerJoin(agents, eq(agents.id, timesheets.agentId))
    .where(eq(timesheets.id, timesheetId));
  if (!week) throw new NotFound();
  permit(actor, "disputes.open", week.timesheet);
  const [paid, settled, billed] = await Promise.all([
    db
      .select({
        id: segments.id,
        startedAt: segments.startedAt,
        minutes: segments.minutes,
        kind: segments.kind,
        memo: segments.memo,
        activeMinutes: segments.activeMinutes,
      })
      .from(segments)
      .where(
        and(
          eq(segments.contractId, week.timesheet.contractId),
          eq(segments.week, week.timesheet.week),
          eq(segments.overLimit, false),
        ),
      )
      .orderBy(asc(segments.startedAt)),
    settledSegments(db, timesheetId),
    billedWeek(db, timesheetId),
  ]);
  const pay = new Map((await paidSegments(db, timesheetId)).map((one) => [one.id, one.pay]));
  return {
    ...week,
    segments: paid
      .filter((one) => pay.has(one.id))
      .map((one) => ({ ...one, pay: pay.get(one.id)!, settled: settled.has(one.id) })),
    until: billed?.chargedAt ? openUntil(billed.chargedAt) : null,
    open: billed !== null && mayBeOpened(billed.chargedAt, now),
  };
}

/** The disputes about a week, for its page, whether another can be opened, and the bill that it stands on. Two queries. @throws NotFound, Forbidden */
export async function disputesOfWeek(
  db: Queryable,
  { id, businessId, agentId }: { id: string; businessId: string; agentId: string },
  actor: Actor,
  now: Date,
) {
  permit(actor, "timesheets.view", { businessId, agentId });
  const [rows, billed] = await Promise.all([
    db
      .select({ id: disputes.id, state: disputes.state, claimed: disputes.claimed, openedAt: disputes.openedAt })
      .from(disputes)
      .where(eq(disputes.timesheetId, id))
      .orderBy(asc(disputes.openedAt)),
    billedWeek(db, id),
  ]);
  const until = billed?.chargedAt ? openUntil(billed.chargedAt) : null;
  const mayOpen = billed !== null && mayBeOpened(billed.chargedAt, now) && may(actor, "disputes.open", { businessId });
  return { rows, until, mayOpen, bill: billed && { id: billed.billId, state: billed.billState } };
}
