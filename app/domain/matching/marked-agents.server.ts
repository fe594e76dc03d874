import { and, desc, eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type AgentProfile, agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { type Role, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { matchMarks } from "#db/schema/matching.ts";
import { clockBreak, matchOf, type Unmet } from "./match.ts";
import type { Recommendation } from "./recommended-agents.server.ts";

export interface Mark {
  agentId: string;
  mark: "shortlisted" | "hidden";
  note: string;
  by: string;
  at: Date;
}

/** What the business's members have marked in a role's list, the newest first. The caller has checked who may see the role. */
export async function marksOf(db: Queryable, roleId: string): Promise<Mark[]> {
  return db
    .select({
      agentId: matchMarks.agentId,
      mark: matchMarks.mark,
      note: matchMarks.note,
      by: users.name,
      at: matchMarks.markedAt,
    })
    .from(matchMarks)
    .innerJoin(users, eq(users.id, matchMarks.markedBy))
    .where(eq(matchMarks.roleId, roleId))
    .orderBy(desc(matchMarks.markedAt), matchMarks.agentId);
}

/** Whom the business has hidden from a role's list. The caller has checked who may know. */
export async function hiddenAgents(db: Queryable, roleId: string): Promise<string[]> {
  const rows = await db
    .select({ agentId: matchMarks.agentId })
    .from(matchMarks)
    .where(and(eq(matchMarks.roleId, roleId), eq(matchMarks.mark, "hidden")));
  return rows.map((row) => row.agentId);
}

export type Described = Recommendation & { unmet: Unmet[] };

/** How any agent stands to a role, listed or not; the same points as in its list. */
function described(role: Role, agent: AgentProfile, now: Date): Described {
  const { fit, parts, unmet } = matchOf(role, agent, now);
  const { covered, need, gaps } = fit;
  return { agent, parts, covered, need, gaps, unmet, clockBreak: clockBreak(role, agent, covered, now) };
}

/**
 * Agents side by side for one role, in the order asked for; whoever is not a complete profile is left out. Two queries.
 * @throws NotFound for strangers to the role
 */
export async function comparedAgents(
  db: Queryable,
  { roleId, agentIds }: { roleId: string; agentIds: string[] },
  { actor, now }: { actor: Actor; now: Date },
): Promise<{ role: Role; list: Described[] }> {
  const role = await roleForBusiness(db, roleId, actor);
  const profiles = await agentProfiles(db, agentIds);
  const list = agentIds.flatMap((agentId) => {
    const agent = profiles.get(agentId);
    return agent?.completedAt ? [described(role, agent, now)] : [];
  });
  return { role, list };
}
