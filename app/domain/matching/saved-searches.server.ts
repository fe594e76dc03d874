import { and, asc, desc, eq, gte, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { savedSearches, searchFinds } from "#db/schema/matching.ts";
import { roles } from "#db/schema/roles.ts";
import { NEW_FOR_DAYS } from "./saved-search.ts";

/** A business's searches by name, with how many they found anew of late. One query. @throws NotFound / Forbidden for who is not of the business */
export async function savedSearchesOf(db: Queryable, businessId: string, { actor, now }: { actor: Actor; now: Date }) {
  permit(actor, "roles.view", { businessId });
  const since = addDays(now, -NEW_FOR_DAYS).toISOString();
  return db
    .select({
      id: savedSearches.id,
      name: savedSearches.name,
      state: savedSearches.state,
      query: savedSearches.query,
      roleId: savedSearches.roleId,
      roleState: roles.state,
      lookedAt: savedSearches.lookedAt,
      fresh: sql<number>`(select count(*)::int from search_finds f where f.search_id = ${savedSearches.id} and f.is_new and f.found_at >= ${since}::timestamptz)`,
    })
    .from(savedSearches)
    .leftJoin(roles, eq(roles.id, savedSearches.roleId))
    .where(eq(savedSearches.businessId, businessId))
    .orderBy(asc(savedSearches.name));
}

const MOST_SHOWN = 50;

/** Whom a saved search found anew of late, the newest first; at most fifty. Two queries. @throws NotFound, also for another business's search */
export async function newlyFound(
  db: Queryable,
  searchId: string,
  { actor, now }: { actor: Actor; now: Date },
): Promise<{ name: string; agents: AgentProfile[] }> {
  const rows = await db
    .select({ name: savedSearches.name, businessId: savedSearches.businessId, agentId: searchFinds.agentId })
    .from(savedSearches)
    .leftJoin(
      searchFinds,
      and(
        eq(searchFinds.searchId, savedSearches.id),
        eq(searchFinds.isNew, true),
        gte(searchFinds.foundAt, addDays(now, -NEW_FOR_DAYS)),
      ),
    )
    .where(eq(savedSearches.id, searchId))
    .orderBy(desc(searchFinds.foundAt), asc(searchFinds.agentId))
    .limit(MOST_SHOWN);
  if (!rows[0]) throw new NotFound();
  permit(actor, "roles.view", { businessId: rows[0].businessId });
  const profiles = await agentProfiles(
    db,
    rows.flatMap((row) => row.agentId ?? []),
  );
  return { name: rows[0].name, agents: rows.flatMap((row) => profiles.get(row.agentId ?? "") ?? []) };
}

/** Whether a role's list is watched: the id of its saved search. */
export async function watchOfRole(db: Queryable, roleId: string): Promise<string | null> {
  const [row] = await db.select({ id: savedSearches.id }).from(savedSearches).where(eq(savedSearches.roleId, roleId));
  return row?.id ?? null;
}
