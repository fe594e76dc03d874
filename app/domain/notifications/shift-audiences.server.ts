import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { factsOf, managers } from "./facts.server.ts";
import type { NotificationKind } from "./notification.ts";

/** Whom shifts and swaps concern, and what they read. Days and times are on the role's clock, its zone said. */
export const shiftAudiences = {
  "shifts.published": async (
    db: Queryable,
    { businessId, agentId, week, count }: { businessId: string; agentId: string; week: string; count: number },
  ) => {
    const row = await factsOf(db, sql`select b.name as business from businesses b where b.id = ${businessId}`);
    return (
      row && {
        agentId,
        agent: {
          kind: "shifts-published" as const,
          href: `/agent/shifts?week=${week}`,
          params: { other: row.business!, week, number: count },
        },
      }
    );
  },
  "shifts.offered": async (db: Queryable, { roleId, week, count }: { roleId: string; week: string; count: number }) => {
    const row = await factsOf(
      db,
      sql`select r.title, b.name as business from roles r join businesses b on b.id = r.business_id where r.id = ${roleId}`,
    );
    return (
      row && {
        agentIds: await teamOf(db, roleId),
        agent: {
          kind: "shifts-offered" as const,
          href: "/agent/shifts",
          params: { other: row.business!, title: row.title!, week, number: count },
        },
      }
    );
  },
  "shift.assigned": (db: Queryable, payload: OfShift) => toAgent(db, payload, "shift-assigned"),
  "shift.changed": (db: Queryable, payload: OfShift) => toAgent(db, payload, "shift-changed"),
  "shift.cancelled": (db: Queryable, payload: OfShift) => toAgent(db, payload, "shift-cancelled"),
  "shift.claimed": async (db: Queryable, { shiftId, agentId }: OfShift) => {
    const about = await shiftFacts(db, shiftId, agentId);
    return about && { ...about.business("shift-claimed") };
  },
  "shift.released": async (db: Queryable, { shiftId, agentId }: OfShift) => {
    const about = await shiftFacts(db, shiftId, agentId);
    if (!about) return null;
    return {
      ...about.business("shift-released"),
      agentIds: (await teamOf(db, about.roleId)).filter((one) => one !== agentId),
      agent: { kind: "shift-open" as const, href: "/agent/shifts", params: about.params },
    };
  },
  "swap.offered": async (db: Queryable, { swapId }: { swapId: string }) => {
    const about = await swapFacts(db, swapId);
    return (
      about && {
        agentId: about.to,
        agent: { kind: "swap-offered" as const, href: "/agent/shifts", params: about.params },
      }
    );
  },
  "swap.answered": async (db: Queryable, { swapId, state }: { swapId: string; state: string }) => {
    const about = await swapFacts(db, swapId);
    if (!about) return null;
    const notice = (kind: NotificationKind, href: string) => ({ kind, href, params: about.params });
    const agents = (kind: NotificationKind, ids: string[]) => ({ agentIds: ids, agent: notice(kind, "/agent/shifts") });
    const business = (kind: NotificationKind) => ({
      businessId: about.businessId,
      roles: managers,
      business: notice(kind, `/business/shifts?role=${about.roleId}&week=${about.week}`),
    });
    if (state === "done") return { ...agents("swap-done", [about.from, about.to]), ...business("swap-done") };
    if (state === "agreed") return { ...agents("swap-agreed", [about.from]), ...business("swap-waiting") };
    if (state === "declined") return agents("swap-declined", [about.from]);
    if (state === "refused") return agents("swap-refused", [about.from, about.to]);
    return agents("swap-withdrawn", [about.to]);
  },
};

interface OfShift {
  shiftId: string;
  agentId: string;
}

/** "09:00–13:00 Europe/Lisbon" of `shifts s` and `roles r`, and its day there. */
const when = sql`(s.starts_at at time zone r.time_zone)::date::text as day,
  to_char(s.starts_at at time zone r.time_zone, 'HH24:MI') || '–' || to_char(s.ends_at at time zone r.time_zone, 'HH24:MI') || ' ' || r.time_zone as at`;

async function shiftFacts(db: Queryable, shiftId: string, agentId: string) {
  const row = await factsOf(
    db,
    sql`select s.business_id, s.role_id, r.title, ${when}, b.name as business, a.name as agent
        from shifts s join roles r on r.id = s.role_id join businesses b on b.id = s.business_id
        join users a on a.id = ${agentId} where s.id = ${shiftId}`,
  );
  if (!row) return null;
  const params = { other: row.business!, title: row.title!, day: row.day!, at: row.at! };
  return {
    roleId: row.role_id!,
    params,
    business: (kind: NotificationKind) => ({
      businessId: row.business_id!,
      roles: managers,
      business: { kind, href: `/business/shifts/${shiftId}`, params: { ...params, other: row.agent! } },
    }),
  };
}

async function toAgent(db: Queryable, { shiftId, agentId }: OfShift, kind: NotificationKind) {
  const about = await shiftFacts(db, shiftId, agentId);
  return about && { agentId, agent: { kind, href: "/agent/shifts", params: about.params } };
}

async function swapFacts(db: Queryable, swapId: string) {
  const row = await factsOf(
    db,
    sql`select w.business_id, s.role_id, s.week::text as week, w.from_agent_id, w.to_agent_id, ${when}, f.name as from_name, t.name as to_name
        from shift_swaps w join shifts s on s.id = w.shift_id join roles r on r.id = s.role_id
        join users f on f.id = w.from_agent_id join users t on t.id = w.to_agent_id where w.id = ${swapId}`,
  );
  return (
    row && {
      businessId: row.business_id!,
      roleId: row.role_id!,
      week: row.week!,
      from: row.from_agent_id!,
      to: row.to_agent_id!,
      params: { from: row.from_name!, to: row.to_name!, day: row.day!, at: row.at! },
    }
  );
}

/** Agents with a running contract of a role. */
async function teamOf(db: Queryable, roleId: string): Promise<string[]> {
  const rows = await db.execute<{ agent_id: string }>(
    sql`select distinct agent_id from contracts where role_id = ${roleId} and state = 'active' order by agent_id`,
  );
  return rows.map((row) => row.agent_id);
}
