import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { DEFAULT_EVIDENCE, takesPictures } from "#app/domain/hiring/evidence-level.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { amendments, contracts } from "#db/schema/contracts.ts";
import { lockContract } from "./lock-contract.server.ts";
import { termsInWeek } from "./terms-in-week.server.ts";

/**
 * The agent stops pictures of the screen at once, alone: who agreed to be seen may take that back at any time (decision 034). Written down as an
 * amendment that needs no answer, told to the business in the conversation and by a notification. An open proposal about evidence ends with it. Twice is once.
 * @throws NotFound, Forbidden for anybody but the contract's agent, Conflict when the contract has ended
 */
export async function stopPictures(tx: Tx, { contractId }: { contractId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  const contract = await lockContract(tx, contractId);
  permit(actor, "contracts.answer", contract);
  if (actor.kind !== "agent") throw new Forbidden();
  if (contract.state !== "active") throw new Conflict("contracts:errors.ended");
  if (!takesPictures(contract.evidenceLevel)) return;
  const evidenceLevel = DEFAULT_EVIDENCE;
  await tx
    .update(amendments)
    .set({ state: "withdrawn", answeredAt: now })
    .where(and(eq(amendments.contractId, contractId), eq(amendments.state, "proposed"), eq(amendments.reason, "evidence")));
  const terms = await termsInWeek(tx, contractId, weekOf(now));
  const [stopped] = await tx
    .insert(amendments)
    .values({
      id: newId(),
      contractId,
      reason: "evidence",
      state: "accepted",
      hourlyRate: terms.hourlyRate,
      tier: terms.tier,
      weeklyLimitMinutes: terms.weeklyLimitMinutes,
      evidenceLevel,
      proposedBy: actor.userId,
      proposedAt: now,
      agentAcceptedAt: now,
      answeredAt: now,
    })
    .returning();
  await tx.update(contracts).set({ evidenceLevel }).where(eq(contracts.id, contractId));
  await postSystemMessage(tx, { conversationId: contract.conversationId, key: "picturesStopped", params: {} }, context);
  await recordEvent(tx, "pictures.stopped", { contractId, amendmentId: stopped!.id }, context);
}
