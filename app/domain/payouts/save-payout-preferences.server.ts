import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { toMajor } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutPreferences } from "#db/schema/payouts.ts";
import { leastOwnMinimum } from "./minimums.ts";
import type { Preferences } from "./preferences.ts";

/**
 * How an agent wants to be paid, from the next pay day on. Twice is once.
 * @throws NotFound to anybody but the agent, Invalid for a minimum below the platform's own
 */
export async function savePayoutPreferences(
  tx: Tx,
  { agentId, schedule, minimum }: Preferences & { agentId: string },
  { actor, now }: Context,
): Promise<void> {
  permit(actor, "payouts.manage", { agentId });
  const { country } = await lockAgent(tx, agentId);
  const least = leastOwnMinimum(country);
  if (minimum !== null && minimum < least)
    throw new Invalid("minimum", "payouts:errors.minimumTooLow", { minimum: toMajor({ minor: least, currency: "USD" }) });
  const row = { schedule, minimum, updatedAt: now };
  await tx
    .insert(payoutPreferences)
    .values({ agentId, ...row })
    .onConflictDoUpdate({ target: payoutPreferences.agentId, set: row, setWhere: eq(payoutPreferences.agentId, agentId) });
}
