import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { agentLanguages, agents, agentTools } from "#db/schema/agents.ts";
import { lockAgent } from "./lock-agent.server.ts";
import type { SaveProfile } from "./profile.ts";
import { isPayable } from "./rails.ts";

/** Saves an agent's profile whole; who is found by businesses follows from it. @throws NotFound / Forbidden for anybody but the agent */
export async function saveProfile(
  tx: Tx,
  { agentId, ...input }: SaveProfile & { agentId: string },
  { actor, now }: Context,
): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  permit(actor, "profile.edit", { agentId });
  await tx
    .update(agents)
    .set({
      headline: input.headline,
      about: input.about,
      country: input.country,
      timeZone: input.timeZone,
      availability: input.availability,
      hourlyRate: input.rate,
      currency: input.currency,
      channels: input.channels,
      open: input.open,
      payable: isPayable(input.country),
      completedAt: agent.completedAt ?? now,
      updatedAt: now,
    })
    .where(eq(agents.id, agentId));
  await tx.delete(agentLanguages).where(eq(agentLanguages.agentId, agentId));
  await tx.insert(agentLanguages).values(input.languages.map((one) => ({ agentId, ...one })));
  await tx.delete(agentTools).where(eq(agentTools.agentId, agentId));
  if (input.tools.length > 0) await tx.insert(agentTools).values(input.tools.map((one) => ({ agentId, ...one })));
  await recordEvent(tx, "agent.profile-changed", { agentId }, { actor, now });
}
