import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { postSystemMessage, sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { applicationOf, beginApplication } from "./begin-application.server.ts";
import { moveApplication } from "./lock-application.server.ts";

/**
 * A business invites an agent to an open role. An agent already in talk about it stays where they are.
 * @throws NotFound, Forbidden without "hiring.manage", Conflict when the role is not open or the agent cannot be paid yet
 */
export async function inviteAgent(
  tx: Tx,
  { roleId, agentId, note }: { roleId: string; agentId: string; note: string },
  context: Context,
) {
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId)).for("share");
  if (!role) throw new NotFound();
  permit(context.actor, "hiring.manage", role);
  const agent = await agentProfile(tx, agentId);
  if (agent.suspended) throw new NotFound();
  if (role.state !== "open") throw new Conflict("hiring:errors.roleNotOpen");
  if (!agent.payable || !agent.completedAt) throw new Conflict("hiring:errors.agentNotPayable");
  const known = await applicationOf(tx, roleId, agentId);
  if (known && known.state !== "declined" && known.state !== "withdrawn") return known;
  if (known) await moveApplication(tx, known, "invite", context, note);
  const application = known ?? (await beginApplication(tx, { role, agentId, origin: "invitation", note }, context));
  await postSystemMessage(
    tx,
    { conversationId: application.conversationId, key: "invited", params: { role: role.title } },
    context,
  );
  if (note) await sendMessage(tx, { conversationId: application.conversationId, body: note }, context);
  return { ...application, state: "invited" as const };
}
