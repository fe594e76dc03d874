import { and, eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { openConversation } from "#app/domain/messaging/open-conversation.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { applications } from "#db/schema/hiring.ts";

interface Beginning {
  role: { id: string; businessId: string; title: string };
  agentId: string;
  origin: "invitation" | "application";
  note: string;
}

/**
 * What there is between a role and an agent, under the agent's lock: an invitation and an application that cross, or a double click,
 * begin one talk.
 */
export async function applicationOf(tx: Tx, roleId: string, agentId: string) {
  await lockAgent(tx, agentId);
  const [known] = await tx
    .select()
    .from(applications)
    .where(and(eq(applications.roleId, roleId), eq(applications.agentId, agentId)))
    .for("update");
  return known ?? null;
}

/** The first word between an agent and a role, with the conversation that goes on into the contract. */
export async function beginApplication(tx: Tx, { role, agentId, origin, note }: Beginning, context: Context) {
  const conversation = await openConversation(tx, { businessId: role.businessId, agentId, subject: role.title }, context);
  const state = origin === "invitation" ? "invited" : "applied";
  const [application] = await tx
    .insert(applications)
    .values({
      id: newId(),
      roleId: role.id,
      businessId: role.businessId,
      agentId,
      conversationId: conversation.id,
      origin,
      state,
      note,
      createdAt: context.now,
      changedAt: context.now,
    })
    .returning();
  await recordEvent(tx, "application.changed", { applicationId: application!.id, state }, context);
  return application!;
}
