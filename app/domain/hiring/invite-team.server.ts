import { z } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import type { Tx } from "#db/client.server.ts";
import { inTalkAbout } from "./applications.server.ts";
import { inviteAgent } from "./invite-agent.server.ts";
import { leftOutOf } from "./left-out.server.ts";
import { type LeftOut, TeamIncomplete } from "./left-out.ts";

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
 * A business invites several agents to an open role, one application each. Who is already in talk about it stays where they are; `left` says so.
 * @param whole a team, of which all are invited or nobody; without it those who cannot be invited any more are left out, and are in `left` too
 * @throws NotFound, Forbidden without "hiring.manage", Conflict when the role is not open, TeamIncomplete with those of a whole team who cannot be invited any more
 */
export async function inviteTeam(
  tx: Tx,
  { roleId, agentIds, note, whole = true }: { roleId: string; whole?: boolean } & z.output<typeof inviteTeamInput>,
  context: Context,
): Promise<{ invited: number; left: LeftOut[] }> {
  const role = await roleForBusiness(tx, roleId, context.actor);
  permit(context.actor, "hiring.manage", role);
  const talks = await inTalkAbout(tx, roleId);
  // In one order, so that two teams that share people wait for each other instead of locking each other out.
  const ids = [...new Set(agentIds)].sort();
  const left = await leftOutOf(tx, ids, talks);
  const gone = left.filter((one) => one.reason !== "inTalk");
  if (gone.length > 0 && whole) throw new TeamIncomplete(gone);
  const invited = ids.filter((agentId) => !left.some((one) => one.agentId === agentId));
  for (const agentId of invited) await inviteAgent(tx, { roleId, agentId, note }, context);
  return { invited: invited.length, left };
}
