import { and, asc, eq, gt, inArray, isNull, lt, ne, notExists, or, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { termsOfContracts } from "#app/domain/contracts/terms-in-week.server.ts";
import type { Matcher } from "#app/domain/matching/matcher.ts";
import { postgresMatcher } from "#app/domain/matching/postgres-matcher.server.ts";
import { questionOf } from "#app/domain/matching/recommended-agents.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { startOfWeek } from "#app/kernel/time.ts";
import { allHours, countHalfHours, noHours, overlapOf, toUtcHours, unionOf, withoutHours } from "#app/kernel/week-hours.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { contractPauses, contracts } from "#db/schema/contracts.ts";
import { shifts } from "#db/schema/shifts.ts";
import { aroundWeek, bitsOver, type Colleague, colleaguesFor } from "./cover.ts";
import { after, gapsToOffer, missingPeople, peopleIn, requiredPeople, withinDates } from "./coverage.ts";
import { minutesOf } from "./shift.ts";

/** Looked through for all gaps together, and shown for each. */
const OUTSIDERS = 100;
const SHOWN = 3;
/** A page, not a plan: more gaps than these are a week to be planned first. */
const MOST_GAPS = 20;

/**
 * Who could fill what a role's week lacks, gap by gap: colleagues with a running contract, then agents from matching who are usually free then. Six
 * queries, one less where an index ranks. Open shifts count as missing here: nobody has taken them yet.
 * @throws NotFound for strangers
 */
export async function gapCover(
  db: Queryable,
  { roleId, week }: { roleId: string; week: string },
  { actor, now }: { actor: Actor; now: Date },
  matcher: Matcher = postgresMatcher(db),
) {
  const role = await roleForBusiness(db, roleId, actor);
  permit(actor, "shifts.view", role);
  const people = await runningContracts(db, roleId);
  const { startsAt, endsAt } = aroundWeek(startOfWeek(week));
  const agentIds = people.map((one) => one.agentId);
  const around = await db
    .select({
      roleId: shifts.roleId,
      agentId: shifts.agentId,
      contractId: shifts.contractId,
      week: shifts.week,
      state: shifts.state,
      businessId: shifts.businessId,
      startsAt: shifts.startsAt,
      endsAt: shifts.endsAt,
    })
    .from(shifts)
    .where(
      and(
        or(eq(shifts.roleId, roleId), agentIds.length > 0 ? inArray(shifts.agentId, agentIds) : sql`false`),
        inArray(shifts.state, ["draft", "published"]),
        lt(shifts.startsAt, endsAt),
        gt(shifts.endsAt, startsAt),
        or(ne(shifts.state, "draft"), eq(shifts.businessId, role.businessId)),
      ),
    );
  const planned = peopleIn(
    around.filter((one) => one.roleId === roleId),
    week,
  );
  const coming = after(allHours, week, now);
  const missing = missingPeople(requiredPeople(role, week), planned).map((count, i) => (coming[i] === "1" ? count : 0));
  const stretches = gapsToOffer(
    missing.map((count) => Math.min(1, count)),
    week,
  );
  const found = stretches.slice(0, MOST_GAPS);
  const terms = await termsOfContracts(
    db,
    people.map((one) => one.id),
    week,
  );
  const team = people.map((contract): Colleague => {
    const own = around.filter((one) => one.agentId === contract.agentId);
    const minutes = own
      .filter((one) => one.contractId === contract.id && one.week === week)
      .reduce((sum, one) => sum + minutesOf(one), 0);
    return {
      contractId: contract.id,
      agentId: contract.agentId,
      name: contract.name,
      agreed: withinDates(toUtcHours(contract.windows, contract.timeZone, week), week, contract),
      runs: withinDates(allHours, week, contract),
      leftMinutes: (terms.get(contract.id)?.weeklyLimitMinutes ?? 0) - minutes,
      shifts: own,
    };
  });
  const outside =
    found.length === 0
      ? []
      : await fromMatching(
          role,
          found.reduce((bits, gap) => unionOf(bits, bitsOver(gap, week)), noHours),
        );
  const gaps = found.map((gap) => {
    const bits = bitsOver(gap, week);
    const free = outside.filter((row) => countHalfHours(withoutHours(bits, row.avail)) === 0 && !agentIds.includes(row.agentId));
    return {
      ...gap,
      people: Math.max(...missing.filter((_, i) => bits[i] === "1")),
      team: colleaguesFor(gap, week, team),
      outside: free.slice(0, SHOWN).map((row) => row.agentId),
    };
  });
  const profiles = await agentProfiles(db, [...new Set(gaps.flatMap((one) => one.outside))]);
  return {
    role,
    more: stretches.length - found.length,
    gaps: gaps.map((gap) => ({
      ...gap,
      outside: gap.outside.flatMap((id) => {
        const profile = profiles.get(id);
        return profile
          ? [
              {
                id,
                name: profile.name,
                hourlyRate: profile.hourlyRate,
                currency: profile.currency,
                ratingMilli: profile.ratingMilli,
                ratingCount: profile.ratingCount,
              },
            ]
          : [];
      }),
    })),
  };

  /** Best ranked for the gaps together; hours of an ordinary week, as profiles say them. */
  async function fromMatching(asked: typeof role, mask: string) {
    const question = { ...questionOf(asked, now), mask, need: Math.max(1, countHalfHours(mask)), minCoveragePercent: 0 };
    const { rows } = await matcher.best(question, OUTSIDERS, { newcomers: false });
    return rows.filter((row) => countHalfHours(overlapOf(row.avail, mask)) > 0);
  }
}

/** A role's running contracts that are not paused, each agent once (of two the older), with names. */
async function runningContracts(db: Queryable, roleId: string) {
  const paused = db
    .select({ id: contractPauses.id })
    .from(contractPauses)
    .where(and(eq(contractPauses.contractId, contracts.id), isNull(contractPauses.resumedAt)));
  const rows = await db
    .select({
      id: contracts.id,
      agentId: contracts.agentId,
      name: users.name,
      windows: contracts.windows,
      timeZone: contracts.timeZone,
      startsOn: contracts.startsOn,
      endsOn: contracts.endsOn,
    })
    .from(contracts)
    .innerJoin(users, eq(users.id, contracts.agentId))
    .where(and(eq(contracts.roleId, roleId), eq(contracts.state, "active"), notExists(paused)))
    .orderBy(asc(contracts.id));
  return rows.filter((one, i) => rows.findIndex((other) => other.agentId === one.agentId) === i);
}
