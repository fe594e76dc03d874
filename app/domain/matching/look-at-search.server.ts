import { and, eq, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { savedSearches, searchFinds } from "#db/schema/matching.ts";
import { foundBySearch } from "./found-by-search.server.ts";
import { LOOKED_AT_HOUR } from "./saved-search.ts";

/** Searches that have not been looked at since it last was seven in the morning where their business is. */
export async function searchesDue(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select s.id from saved_searches s join businesses b on b.id = s.business_id
    where s.state = 'watching' and s.looked_at < (date_trunc('day', (${now.toISOString()}::timestamptz at time zone b.time_zone) - make_interval(hours => ${LOOKED_AT_HOUR}))
      + make_interval(hours => ${LOOKED_AT_HOUR})) at time zone b.time_zone
    order by s.id`);
  return rows.map((row) => row.id);
}

/** Looks whom a search finds that it did not find before, and lets its business be told, of each of them once. @throws Forbidden for people */
export async function lookAtSearch(tx: Tx, { searchId }: { searchId: string }, { actor, now }: Context): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  const watching = and(eq(savedSearches.id, searchId), eq(savedSearches.state, "watching"));
  const [search] = await tx.select().from(savedSearches).where(watching).for("update");
  if (!search) return;
  const found = await foundBySearch(tx, search, now);
  await tx.update(savedSearches).set({ lookedAt: now }).where(watching);
  if (found.length === 0) return;
  const fresh = await tx
    .insert(searchFinds)
    .values(found.map((agentId) => ({ searchId, agentId, foundAt: now, isNew: true })))
    .onConflictDoNothing()
    .returning({ agentId: searchFinds.agentId });
  if (fresh.length > 0) await recordEvent(tx, "search.found", { searchId, count: fresh.length }, { actor, now });
}
