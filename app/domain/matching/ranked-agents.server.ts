import type { Actor } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import type { Db } from "#db/client.server.ts";
import type { Matcher } from "./matcher.ts";
import { questionOf, type Recommendation, recommendationOf } from "./recommended-agents.server.ts";

/**
 * The exact best of a role alone, in order, with the reasons of each rank: two queries where an index ranks, three otherwise.
 * @param limit 1 to 100; @throws NotFound for strangers
 */
export async function rankedAgents(
  db: Db,
  { roleId, limit }: { roleId: string; limit: number },
  { actor, now }: { actor: Actor; now: Date },
  matcher: Matcher,
) {
  const role = await roleForBusiness(db, roleId, actor);
  const question = questionOf(role, now);
  const { engine, rows } = await matcher.best(question, limit, { newcomers: false });
  const profiles = await agentProfiles(
    db,
    rows.map((row) => row.agentId),
  );
  const list = rows.flatMap((row): Recommendation[] => {
    const agent = profiles.get(row.agentId);
    return agent ? [recommendationOf(role, question, row, agent, now)] : [];
  });
  return { role, engine, list };
}
