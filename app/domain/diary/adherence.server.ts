import { asc, eq, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { type Adherence, adherenceOf } from "#app/domain/shifts/adherence.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";

/** Pairs of instants as seconds since 1970. */
type Seconds = [from: number, to: number][];

export interface ContractAdherence extends Adherence {
  contractId: string;
  roleId: string;
  agentId: string;
  agentName: string;
  title: string;
  businessName: string;
}

/**
 * Adherence and conformance of a week for each contract of one side that has published shifts in it: planned time from the shifts, worked
 * time from the segments that were not taken back, of any kind and also over the limit (the question is who was there, not what is billed).
 * One query. @param week ISO Monday
 */
export async function adherenceOfWeek(
  db: Queryable,
  side: { businessId: string } | { agentId: string },
  week: string,
  now: Date,
  actor: Actor,
): Promise<ContractAdherence[]> {
  permit(actor, "diary.view", side);
  const stretches = (range: string, from: ReturnType<typeof sql>) =>
    sql<Seconds>`(select coalesce(json_agg(json_build_array(extract(epoch from lower(r)), extract(epoch from upper(r))) order by lower(r)), '[]'::json)
      from (select unnest(range_agg(${sql.raw(range)})) as r from ${from}) as ranges)`;
  const rows = await db
    .select({
      contractId: contracts.id,
      roleId: contracts.roleId,
      agentId: contracts.agentId,
      agentName: users.name,
      title: contracts.title,
      businessName: businesses.name,
      planned: stretches(
        "tstzrange(s.starts_at, s.ends_at)",
        sql`shifts s where s.contract_id = ${contracts.id} and s.week = ${week} and s.state = 'published'`,
      ),
      worked: stretches(
        "tstzrange(g.started_at, g.ended_at)",
        sql`segments g where g.contract_id = ${contracts.id} and g.week = ${week} and g.deleted_at is null`,
      ),
    })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .where(
      sql`${"businessId" in side ? eq(contracts.businessId, side.businessId) : eq(contracts.agentId, side.agentId)}
        and exists (select 1 from shifts p where p.contract_id = ${contracts.id} and p.week = ${week} and p.state = 'published')`,
    )
    .orderBy(asc(users.name), asc(contracts.title));
  return rows.map(({ planned, worked, ...row }) => ({ ...row, ...adherenceOf(instants(planned), instants(worked), now) }));
}

function instants(pairs: Seconds) {
  return pairs.map(([from, to]) => ({ startsAt: new Date(from * 1000), endsAt: new Date(to * 1000) }));
}
