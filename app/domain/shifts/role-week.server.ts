import { and, eq, inArray, ne } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import type { roles } from "#db/schema/roles.ts";
import { shifts } from "#db/schema/shifts.ts";
import { after, missingPeople, peopleIn, requiredPeople } from "./coverage.ts";

/** People a role still lacks in each half-hour of a UTC week that is to come: drafts and open shifts count as planned. */
export async function missingIn(db: Queryable, role: typeof roles.$inferSelect, week: string, now: Date): Promise<number[]> {
  const planned = await db
    .select({ startsAt: shifts.startsAt, endsAt: shifts.endsAt })
    .from(shifts)
    .where(and(eq(shifts.roleId, role.id), eq(shifts.week, week), ne(shifts.state, "cancelled")));
  const missing = missingPeople(requiredPeople(role, week), peopleIn(planned, week));
  const coming = after("1".repeat(missing.length), week, now);
  return missing.map((people, i) => (coming[i] === "1" ? people : 0));
}

/** What agents have already in a week: published shifts of any business, drafts of this one. */
export async function takenBy(db: Queryable, agentIds: string[], { businessId, week }: { businessId: string; week: string }) {
  if (agentIds.length === 0) return [];
  const rows = await db
    .select({
      agentId: shifts.agentId,
      contractId: shifts.contractId,
      businessId: shifts.businessId,
      state: shifts.state,
      startsAt: shifts.startsAt,
      endsAt: shifts.endsAt,
    })
    .from(shifts)
    .where(and(inArray(shifts.agentId, agentIds), eq(shifts.week, week), inArray(shifts.state, ["draft", "published"])));
  return rows.filter((row) => row.state === "published" || row.businessId === businessId);
}
