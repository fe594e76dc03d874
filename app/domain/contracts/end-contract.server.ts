import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";
import { contractLifecycle } from "./contract.ts";
import { lockContract } from "./lock-contract.server.ts";

/**
 * Ends a contract now; what was worked until now is closed, charged and paid as ever. Twice is once.
 * @throws NotFound, Forbidden
 */
export async function endContract(
  tx: Tx,
  { contractId, reason }: { contractId: string; reason: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  const contract = await lockContract(tx, contractId);
  permit(actor, actor.kind === "agent" ? "contracts.answer" : "contracts.manage", contract);
  if (contract.state === "ended") return;
  await tx
    .update(contracts)
    .set({ state: contractLifecycle.next(contract.state, "end"), endedAt: now, endedBy: actor.userId, endReason: reason })
    .where(eq(contracts.id, contractId));
  await postSystemMessage(tx, { conversationId: contract.conversationId, key: "contractEnded", params: { reason } }, context);
  await recordEvent(tx, "contract.ended", { contractId }, context);
}
