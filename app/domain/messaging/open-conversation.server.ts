import type { Context } from "#app/domain/accounts/permissions.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { conversations } from "#db/schema/messaging.ts";

/** A thread between a business and an agent; called by the command that brings them together, which has checked who may. */
export async function openConversation(
  tx: Tx,
  input: { businessId: string; agentId: string; subject: string },
  { now }: Context,
): Promise<{ id: string }> {
  const id = newId();
  await tx.insert(conversations).values({ id, ...input, createdAt: now, lastMessageAt: now });
  return { id };
}
