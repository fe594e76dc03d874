import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { setCommittedHours } from "#app/domain/agents/set-facts.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { offers } from "#db/schema/hiring.ts";
import { committedHours } from "./contract.ts";
import { promisedWindows } from "./contracts.server.ts";

/**
 * Takes what an agent has promised in contracts and open offers out of the hours that others are shown. Reads the truth under the agent's
 * lock, so that it may run after any event, in any order. @throws Forbidden for people, NotFound
 */
export async function refreshCommittedHours(tx: Tx, { agentId }: { agentId: string }, context: Context): Promise<void> {
  const agent = await lockAgent(tx, agentId);
  const committed = committedHours(await promisedWindows(tx, agentId), agent.timeZone, weekOf(context.now));
  await setCommittedHours(tx, { agentId, committed }, context);
}

/** Agents with promised hours, who may be in another zone than those: a change of clocks moves them against each other. */
export async function agentsWithPromises(tx: Tx): Promise<string[]> {
  const active = await tx.selectDistinct({ id: contracts.agentId }).from(contracts).where(eq(contracts.state, "active"));
  const offered = await tx.selectDistinct({ id: offers.agentId }).from(offers).where(eq(offers.state, "sent"));
  return [...new Set([...active, ...offered].map((row) => row.id))];
}
