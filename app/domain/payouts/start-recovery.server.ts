import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { recoveries } from "#db/schema/payouts.ts";

export interface NewRecovery {
  agentId: string;
  amount: Money;
  /** The agent agreed, or a dispute was decided so; nothing else makes an agent repay (product.md, "Disputes"). */
  basis: "agreement" | "decision";
  /** In words the agent reads. */
  reason: string;
  /** "dispute:{id}": once each. */
  source: string;
}

/**
 * An agent repays what was paid out before: from at most 25% of each later payout. The caller books agent:owed in the same transaction, against
 * what the business gets back, and has checked who may. Twice is once.
 * @throws NotFound
 */
export async function startRecovery(tx: Tx, input: NewRecovery, { now }: Context): Promise<{ id: string }> {
  const { agentId, amount, basis, reason, source } = input;
  await lockAgent(tx, agentId);
  const [made] = await tx
    .insert(recoveries)
    .values({ id: newId(), agentId, amount: amount.minor, currency: amount.currency, basis, reason, source, openedAt: now })
    .onConflictDoNothing({ target: recoveries.source })
    .returning({ id: recoveries.id });
  if (made) return made;
  const [known] = await tx.select({ id: recoveries.id }).from(recoveries).where(eq(recoveries.source, source));
  return known!;
}
