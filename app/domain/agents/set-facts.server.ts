import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { lockAgent } from "./lock-agent.server.ts";
import type { Tier } from "./profile.ts";
import { isPayable } from "./rails.ts";

/** Facts of an agent that later modules know; only jobs bring them (house.md, "Modules, in order"). All: @throws Forbidden for people, NotFound. */
function systemOnly({ actor }: Context): void {
  if (actor.kind !== "system") throw new Forbidden();
}

/** @param ratingMilli the Bayesian mean in thousandths of a star */
export async function setRating(
  tx: Tx,
  { agentId, ratingMilli, ratingCount }: { agentId: string; ratingMilli: number; ratingCount: number },
  context: Context,
) {
  systemOnly(context);
  await lockAgent(tx, agentId);
  await tx.update(agents).set({ ratingMilli, ratingCount }).where(eq(agents.id, agentId));
  await recordEvent(tx, "agent.rating-changed", { agentId }, context);
}

/** @param committed half-hours of the agent's own week that contracts and open offers take */
export async function setCommittedHours(
  tx: Tx,
  { agentId, committed }: { agentId: string; committed: string },
  context: Context,
) {
  systemOnly(context);
  const agent = await lockAgent(tx, agentId);
  if (agent.committed === committed) return;
  await tx.update(agents).set({ committed }).where(eq(agents.id, agentId));
  await recordEvent(tx, "agent.committed-hours-changed", { agentId }, context);
}

/** @param restricted the agent's payout account cannot be paid at the moment */
export async function setPayable(
  tx: Tx,
  { agentId, restricted }: { agentId: string; restricted: boolean },
  context: Context,
): Promise<void> {
  systemOnly(context);
  const agent = await lockAgent(tx, agentId);
  const payable = isPayable(agent.country) && !restricted;
  if (agent.payable === payable) return;
  await tx.update(agents).set({ payable }).where(eq(agents.id, agentId));
  await recordEvent(tx, "agent.profile-changed", { agentId }, context);
}

export async function setTier(tx: Tx, { agentId, tier }: { agentId: string; tier: Tier }, context: Context) {
  systemOnly(context);
  const agent = await lockAgent(tx, agentId);
  if (agent.tier === tier) return;
  await tx.update(agents).set({ tier }).where(eq(agents.id, agentId));
  await recordEvent(tx, "agent.profile-changed", { agentId }, context);
}
