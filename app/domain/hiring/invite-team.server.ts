import { z } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { inTalkAbout } from "./applications.server.ts";
import { inviteAgent } from "./invite-agent.server.ts";

/** As many as a role can want at a time, and their reliefs. */
const MOST_INVITED = 200;
export const inviteTeamInput = z.object({
  agentIds: z.preprocess(
    (one) => (Array.isArray(one) ? one : one === undefined ? [] : [one]),
    z.array(z.uuid()).min(1, "hiring:errors.nobodyChosen").max(MOST_INVITED),
  ),
  note: z.string().trim().max(2000).default(""),
});

/**
 * A business invites several agents to an open role, one application each. Who is already in talk about it stays where they are and is counted.
 * @param whole a team, of which all are invited or nobody; without it those who cannot be invited any more are left out and counted as `gone`
 * @throws NotFound, Forbidden without "hiring.manage", Conflict when the role is not open, or naming those of a whole team who cannot be invited any more
 */
export async function inviteTeam(
  tx: Tx,
  { roleId, agentIds, note, whole = true }: { roleId: string; whole?: boolean } & z.output<typeof inviteTeamInput>,
  context: Context,
): Promise<{ invited: number; already: number; gone: number }> {
  const role = await roleForBusiness(tx, roleId, context.actor);
  permit(context.actor, "hiring.manage", role);
  const talks = await inTalkAbout(tx, roleId);
  const isInTalk = (agentId: string) => !["declined", "withdrawn", undefined].includes(talks.get(agentId)?.state);
  // In one order, so that two teams that share people wait for each other instead of locking each other out.
  const ids = [...new Set(agentIds)].sort();
  const profiles = await agentProfiles(tx, ids);
  if (profiles.size < ids.length) throw new NotFound();
  const gone = [...profiles.values()].filter((one) => !isInTalk(one.id) && (!one.payable || !one.completedAt || one.suspended));
  if (gone.length > 0 && whole)
    throw new Conflict("hiring:errors.teamIncomplete", { names: gone.map((one) => one.name).join(", ") });
  const invited = ids.filter((agentId) => !isInTalk(agentId) && !gone.some((one) => one.id === agentId));
  for (const agentId of invited) await inviteAgent(tx, { roleId, agentId, note }, context);
  return { invited: invited.length, already: ids.length - invited.length - gone.length, gone: gone.length };
}
