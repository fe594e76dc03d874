import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { type LeftOut, whyLeftOut } from "./left-out.ts";

/**
 * Those of some agents who cannot be invited to a role, by name, each with why. The caller has checked who asks. One query, none for nobody.
 * @param talks everybody's application for the role
 */
export async function leftOutOf(
  db: Queryable,
  agentIds: string[],
  talks: ReadonlyMap<string, { state: string }>,
): Promise<LeftOut[]> {
  const profiles = await agentProfiles(db, agentIds);
  return [...profiles.values()]
    .flatMap((agent) => {
      const reason = whyLeftOut(agent, talks.get(agent.id)?.state);
      return reason ? [{ agentId: agent.id, name: agent.name, reason }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
