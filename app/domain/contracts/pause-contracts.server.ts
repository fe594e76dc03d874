import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { contractPauses, contracts } from "#db/schema/contracts.ts";

type Reason = (typeof contractPauses.$inferSelect)["reason"];

/**
 * Pauses the running contracts of a business: no time is worked until it is in good standing again. What was worked stays and is billed as ever.
 * Twice is once; the conversation of each contract says so to both sides. @throws Forbidden for people
 */
export async function pauseContracts(
  tx: Tx,
  { businessId, reason }: { businessId: string; reason: Reason },
  context: Context,
): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  const running = await tx
    .select()
    .from(contracts)
    .where(and(eq(contracts.businessId, businessId), eq(contracts.state, "active")))
    .orderBy(asc(contracts.id))
    .for("update");
  for (const { id: contractId, conversationId } of running) {
    const [paused] = await tx
      .insert(contractPauses)
      .values({ id: newId(), contractId, reason, pausedAt: context.now })
      .onConflictDoNothing()
      .returning();
    if (!paused) continue;
    await postSystemMessage(tx, { conversationId, key: "contractPaused", params: {} }, context);
    await recordEvent(tx, "contract.paused", { contractId }, context);
  }
}

/** Ends the pauses of a reason. Twice is once. @throws Forbidden for people */
export async function resumeContracts(
  tx: Tx,
  { businessId, reason }: { businessId: string; reason: Reason },
  context: Context,
): Promise<void> {
  if (context.actor.kind !== "system") throw new Forbidden();
  const mine = tx.select({ id: contracts.id }).from(contracts).where(eq(contracts.businessId, businessId));
  const ended = await tx
    .update(contractPauses)
    .set({ resumedAt: context.now })
    .where(and(inArray(contractPauses.contractId, mine), eq(contractPauses.reason, reason), isNull(contractPauses.resumedAt)))
    .returning({ contractId: contractPauses.contractId });
  for (const { contractId } of ended) {
    // Another reason may keep it paused.
    if ((await pausesOf(tx, contractId)).some((one) => one.resumedAt === null)) continue;
    const [contract] = await tx.select().from(contracts).where(eq(contracts.id, contractId));
    if (contract!.state !== "active") continue;
    await postSystemMessage(tx, { conversationId: contract!.conversationId, key: "contractResumed", params: {} }, context);
    await recordEvent(tx, "contract.resumed", { contractId }, context);
  }
}

/** When a contract was paused, oldest first; without an end it is paused now. */
export async function pausesOf(db: Queryable, contractId: string): Promise<{ pausedAt: Date; resumedAt: Date | null }[]> {
  return db
    .select({ pausedAt: contractPauses.pausedAt, resumedAt: contractPauses.resumedAt })
    .from(contractPauses)
    .where(eq(contractPauses.contractId, contractId))
    .orderBy(asc(contractPauses.pausedAt));
}
