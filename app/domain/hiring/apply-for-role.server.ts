import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { postSystemMessage, sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { applicationOf, beginApplication } from "./begin-application.server.ts";
import { moveApplication } from "./lock-application.server.ts";

/**
 * An agent applies to an open role, or answers an invitation to it. Twice is once.
 * @throws Forbidden for anybody but an agent, NotFound, Conflict when the role is not open, the profile not complete or the country not payable
 */
export async function applyForRole(tx: Tx, { roleId, note }: { roleId: string; note: string }, context: Context) {
  const { actor } = context;
  if (actor.kind !== "agent") throw new Forbidden();
  permit(actor, "hiring.answer", { agentId: actor.userId });
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId)).for("share");
  if (!role) throw new NotFound();
  const known = await applicationOf(tx, roleId, actor.userId);
  if (role.state !== "open") throw known ? new Conflict("hiring:errors.roleNotOpen") : new NotFound();
  const agent = await agentProfile(tx, actor.userId);
  if (!agent.completedAt) throw new Conflict("hiring:errors.profileIncomplete");
  if (!agent.payable) throw new Conflict("hiring:errors.countryNotPayable");
  if (known && ["applied", "shortlisted", "offered", "hired"].includes(known.state)) return known;
  if (known) await moveApplication(tx, known, "apply", context, note);
  const application =
    known ?? (await beginApplication(tx, { role, agentId: actor.userId, origin: "application", note }, context));
  await postSystemMessage(
    tx,
    { conversationId: application.conversationId, key: "applied", params: { role: role.title } },
    context,
  );
  if (note) await sendMessage(tx, { conversationId: application.conversationId, body: note }, context);
  return { ...application, state: "applied" as const };
}
