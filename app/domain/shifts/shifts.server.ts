import { and, asc, eq, gt, inArray, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { mostPeople } from "#app/domain/roles/headcount.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { roles } from "#db/schema/roles.ts";
import { shiftMoves, shiftSwaps, shifts } from "#db/schema/shifts.ts";
import { coverageSums, missingPeople, peopleIn, requiredPeople } from "./coverage.ts";
import { SWAPS_NEED_APPROVAL } from "./shift.ts";

const shiftColumns = {
  id: shifts.id,
  roleId: shifts.roleId,
  contractId: shifts.contractId,
  agentId: shifts.agentId,
  agentName: users.name,
  week: shifts.week,
  startsAt: shifts.startsAt,
  endsAt: shifts.endsAt,
  state: shifts.state,
  note: shifts.note,
};

/** Weekly limit in force in a week, minutes. */
const limitIn = (week: string) =>
  sql<number>`coalesce((select ct.weekly_limit_minutes from contract_terms ct where ct.contract_id = ${contracts.id} and ct.from_week <= ${week} order by ct.from_week desc, ct.recorded_at desc limit 1), 0)`;

/** Roles that can be planned: with a running contract, or with shifts in the week. One query; the business's setting comes along. */
async function plannedRoles(db: Queryable, businessId: string, week: string) {
  return db
    .select({
      role: roles,
      swapsNeedApproval: sql<boolean>`coalesce((select s.swaps_need_approval from shift_settings s where s.business_id = roles.business_id), ${SWAPS_NEED_APPROVAL})`,
    })
    .from(roles)
    .where(
      and(
        eq(roles.businessId, businessId),
        or(
          sql`exists (select 1 from contracts c where c.role_id = ${roles.id} and c.state = 'active')`,
          sql`exists (select 1 from shifts s where s.role_id = ${roles.id} and s.week = ${week} and s.state <> 'cancelled')`,
        ),
      ),
    )
    .orderBy(asc(roles.createdAt), asc(roles.id));
}

/**
 * A role's week as a planner sees it: who could be planned and who is, what the role needs, what is missing; and swaps that wait for the
 * business. Four queries. @param roleId null = the first role that can be planned; @throws NotFound, also for a role of another business
 */
export async function weekPlan(
  db: Queryable,
  { businessId, roleId, week }: { businessId: string; roleId: string | null; week: string },
  actor: Actor,
) {
  permit(actor, "shifts.view", { businessId });
  const found = await plannedRoles(db, businessId, week);
  const chosen = found.find((one) => one.role.id === roleId) ?? (roleId ? null : found[0]);
  if (chosen === null) throw new NotFound();
  const offers = await waitingSwaps(db, eq(shiftSwaps.businessId, businessId), ["agreed"]);
  const all = found.map(({ role }) => ({ id: role.id, title: role.title }));
  if (!chosen) return { roles: all, plan: null, swaps: offers, swapsNeedApproval: SWAPS_NEED_APPROVAL };
  const { role } = chosen;
  const [rows, people] = await Promise.all([
    db
      .select(shiftColumns)
      .from(shifts)
      .leftJoin(users, eq(users.id, shifts.agentId))
      .where(and(eq(shifts.roleId, role.id), eq(shifts.week, week), ne(shifts.state, "cancelled")))
      .orderBy(asc(shifts.startsAt), asc(users.name)),
    db
      .select({
        contractId: contracts.id,
        agentId: contracts.agentId,
        agentName: users.name,
        state: contracts.state,
        weeklyLimitMinutes: limitIn(week),
      })
      .from(contracts)
      .innerJoin(users, eq(users.id, contracts.agentId))
      .where(eq(contracts.roleId, role.id))
      .orderBy(asc(users.name)),
  ]);
  const team = people.filter((one) => one.state === "active" || rows.some((row) => row.contractId === one.contractId));
  const required = requiredPeople(role, week);
  const planned = peopleIn(
    rows.filter((one) => one.state !== "open"),
    week,
  );
  const open = peopleIn(
    rows.filter((one) => one.state === "open"),
    week,
  );
  return {
    roles: all,
    plan: {
      role: { id: role.id, title: role.title, timeZone: role.timeZone, headcount: mostPeople(role) },
      shifts: rows,
      team,
      required,
      planned,
      open,
      missing: missingPeople(required, planned),
      sums: coverageSums(required, planned),
    },
    swaps: offers,
    swapsNeedApproval: chosen.swapsNeedApproval,
  };
}

/** Swaps in certain states that are still ahead, soonest first, with both people's names and both shifts. One query. */
async function waitingSwaps(
  db: Queryable,
  whose: ReturnType<typeof eq> | undefined,
  states: ("offered" | "agreed")[],
  now?: Date,
) {
  const [from, to, theirs] = [alias(users, "from_user"), alias(users, "to_user"), alias(shifts, "return_shift")];
  return db
    .select({
      id: shiftSwaps.id,
      state: shiftSwaps.state,
      note: shiftSwaps.note,
      fromAgentId: shiftSwaps.fromAgentId,
      fromName: from.name,
      toName: to.name,
      shiftId: shifts.id,
      startsAt: shifts.startsAt,
      endsAt: shifts.endsAt,
      title: roles.title,
      timeZone: roles.timeZone,
      inReturn: { startsAt: theirs.startsAt, endsAt: theirs.endsAt },
    })
    .from(shiftSwaps)
    .innerJoin(shifts, eq(shifts.id, shiftSwaps.shiftId))
    .innerJoin(roles, eq(roles.id, shifts.roleId))
    .innerJoin(from, eq(from.id, shiftSwaps.fromAgentId))
    .innerJoin(to, eq(to.id, shiftSwaps.toAgentId))
    .leftJoin(theirs, eq(theirs.id, shiftSwaps.returnShiftId))
    .where(and(whose, inArray(shiftSwaps.state, states), now ? gt(shifts.startsAt, now) : undefined))
    .orderBy(asc(shifts.startsAt));
}

/** A shift, its history, and who could have it instead. Three queries. @throws NotFound for strangers */
export async function shiftPage(db: Queryable, shiftId: string, actor: Actor) {
  const [row] = await db
    .select({ ...shiftColumns, businessId: shifts.businessId, title: roles.title, timeZone: roles.timeZone })
    .from(shifts)
    .innerJoin(roles, eq(roles.id, shifts.roleId))
    .leftJoin(users, eq(users.id, shifts.agentId))
    .where(eq(shifts.id, shiftId));
  if (!row) throw new NotFound();
  permit(actor, "shifts.view", { businessId: row.businessId });
  const [actors, holders] = [alias(users, "actors"), alias(users, "holders")];
  const next = alias(contracts, "next_contract");
  const [moves, team] = await Promise.all([
    db
      .select({
        id: shiftMoves.id,
        move: shiftMoves.move,
        by: actors.name,
        to: holders.name,
        note: shiftMoves.note,
        at: shiftMoves.at,
      })
      .from(shiftMoves)
      .leftJoin(actors, eq(actors.id, shiftMoves.actorId))
      .leftJoin(next, eq(next.id, shiftMoves.toContractId))
      .leftJoin(holders, eq(holders.id, next.agentId))
      .where(eq(shiftMoves.shiftId, shiftId))
      .orderBy(asc(shiftMoves.at), asc(shiftMoves.id)),
    db
      .select({ contractId: contracts.id, agentName: users.name })
      .from(contracts)
      .innerJoin(users, eq(users.id, contracts.agentId))
      .where(and(eq(contracts.roleId, row.roleId), eq(contracts.state, "active")))
      .orderBy(asc(users.name)),
  ]);
  return { shift: row, moves, team };
}

/** The zone of the role that a contract, or a shift, belongs to: the clock on which its shifts are typed. @throws NotFound for strangers */
export async function planningZone(
  db: Queryable,
  of: { contractId: string } | { shiftId: string },
  actor: Actor,
): Promise<string> {
  const columns = { timeZone: roles.timeZone, businessId: roles.businessId };
  const [row] =
    "contractId" in of
      ? await db
          .select(columns)
          .from(contracts)
          .innerJoin(roles, eq(roles.id, contracts.roleId))
          .where(eq(contracts.id, of.contractId))
      : await db.select(columns).from(shifts).innerJoin(roles, eq(roles.id, shifts.roleId)).where(eq(shifts.id, of.shiftId));
  if (!row) throw new NotFound();
  permit(actor, "shifts.view", { businessId: row.businessId });
  return row.timeZone;
}

const ownColumns = {
  id: shifts.id,
  contractId: shifts.contractId,
  roleId: shifts.roleId,
  startsAt: shifts.startsAt,
  endsAt: shifts.endsAt,
  note: shifts.note,
  title: roles.title,
  timeZone: roles.timeZone,
  businessName: businesses.name,
};

/**
 * What an agent's page of shifts shows: their published shifts of a week, what is open to them from now on, and swaps that wait. Three queries.
 * Open shifts are those of roles the agent has a running, unpaused contract of, that lie over none of their own; `hasRoom` says whether
 * the weekly limit allows them.
 */
export async function agentShifts(
  db: Queryable,
  { agentId, week, now }: { agentId: string; week: string; now: Date },
  actor: Actor,
) {
  permit(actor, "shifts.view", { agentId });
  const [mine, open, swaps] = await Promise.all([
    ownShifts(db)
      .where(and(eq(shifts.agentId, agentId), eq(shifts.week, week), eq(shifts.state, "published")))
      .orderBy(asc(shifts.startsAt)),
    ownShifts(db, { hasRoom: roomFor(agentId) })
      .where(
        and(
          eq(shifts.state, "open"),
          gt(shifts.startsAt, now),
          sql`exists (select 1 from contracts c where c.role_id = ${shifts.roleId} and c.agent_id = ${agentId} and c.state = 'active'
            and not exists (select 1 from contract_pauses p where p.contract_id = c.id and p.resumed_at is null))`,
          sql`not exists (select 1 from shifts o where o.agent_id = ${agentId} and o.state = 'published' and o.starts_at < ${shifts.endsAt} and o.ends_at > ${shifts.startsAt})`,
        ),
      )
      .orderBy(asc(shifts.startsAt))
      .limit(MOST_OPEN),
    waitingSwaps(db, or(eq(shiftSwaps.toAgentId, agentId), eq(shiftSwaps.fromAgentId, agentId)), ["offered", "agreed"], now),
  ]);
  return { mine, open, swaps };
}
const MOST_OPEN = 50;

/** Whether an agent's weekly limit has room for an open shift beside what is published for them, as a claim asks it. */
const roomFor = (agentId: string) =>
  sql<boolean>`exists (select 1 from contracts c where c.role_id = ${shifts.roleId} and c.agent_id = ${agentId} and c.state = 'active'
    and (select ct.weekly_limit_minutes from contract_terms ct where ct.contract_id = c.id and ct.from_week <= ${shifts.week}
      order by ct.from_week desc, ct.recorded_at desc limit 1) * interval '1 minute'
      >= ${shifts.endsAt} - ${shifts.startsAt} + coalesce((select sum(o.ends_at - o.starts_at) from shifts o
        where o.contract_id = c.id and o.week = ${shifts.week} and o.state = 'published'), interval '0'))`;

function ownShifts<More extends Record<string, SQL<unknown>> = Record<never, never>>(db: Queryable, more: More = {} as More) {
  return db
    .select({ ...ownColumns, ...more })
    .from(shifts)
    .innerJoin(roles, eq(roles.id, shifts.roleId))
    .innerJoin(businesses, eq(businesses.id, shifts.businessId));
}

/** One of an agent's own shifts, the colleagues it can be offered to and their coming shifts, which it can be swapped for. Three queries. @throws NotFound */
export async function ownShiftPage(
  db: Queryable,
  { shiftId, agentId, now }: { shiftId: string; agentId: string; now: Date },
  actor: Actor,
) {
  permit(actor, "shifts.view", { agentId });
  const [shift] = await ownShifts(db).where(
    and(eq(shifts.id, shiftId), eq(shifts.agentId, agentId), eq(shifts.state, "published")),
  );
  if (!shift) throw new NotFound();
  const [colleagues, waiting] = await Promise.all([
    db
      .select({
        contractId: contracts.id,
        agentName: users.name,
        shiftId: shifts.id,
        startsAt: shifts.startsAt,
        endsAt: shifts.endsAt,
      })
      .from(contracts)
      .innerJoin(users, eq(users.id, contracts.agentId))
      .leftJoin(
        shifts,
        and(
          eq(shifts.contractId, contracts.id),
          eq(shifts.state, "published"),
          gt(shifts.startsAt, now),
          sql`${shifts.startsAt} < ${now.toISOString()}::timestamptz + interval '28 days'`,
        ),
      )
      .where(and(eq(contracts.roleId, shift.roleId), eq(contracts.state, "active"), ne(contracts.agentId, agentId)))
      .orderBy(asc(users.name), asc(shifts.startsAt)),
    waitingSwaps(db, eq(shiftSwaps.shiftId, shiftId), ["offered", "agreed"]),
  ]);
  return { shift, colleagues, waiting: waiting[0] ?? null };
}

/** An agent's published shifts that end after an instant, for a calendar; how often each was changed comes along. One query. */
export async function calendarOf(db: Queryable, { agentId, from }: { agentId: string; from: Date }, actor: Actor) {
  permit(actor, "shifts.view", { agentId });
  return ownShifts(db, { sequence: sql<number>`(select count(*)::int from shift_moves m where m.shift_id = ${shifts.id})` })
    .where(and(eq(shifts.agentId, agentId), eq(shifts.state, "published"), gt(shifts.endsAt, from)))
    .orderBy(asc(shifts.startsAt));
}

/** All shifts of a business's week, over all roles, for a file. One query. */
export async function weekOfShifts(db: Queryable, { businessId, week }: { businessId: string; week: string }, actor: Actor) {
  permit(actor, "shifts.view", { businessId });
  return db
    .select({ ...shiftColumns, title: roles.title, timeZone: roles.timeZone })
    .from(shifts)
    .innerJoin(roles, eq(roles.id, shifts.roleId))
    .leftJoin(users, eq(users.id, shifts.agentId))
    .where(and(eq(shifts.businessId, businessId), eq(shifts.week, week), ne(shifts.state, "cancelled")))
    .orderBy(asc(roles.title), asc(shifts.startsAt), asc(users.name));
}
