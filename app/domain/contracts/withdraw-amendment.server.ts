import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { amendments } from "#db/schema/contracts.ts";
import { amendmentLifecycle } from "./contract.ts";
import { lockContract } from "./lock-contract.server.ts";

/**
 * The side that proposed a change takes it back before it is answered, so that another may be proposed. A promotion's stays: it was
 * decided elsewhere. Twice is once.
 * @throws NotFound, Forbidden for the other side, Conflict when it was answered
 */
export async function withdrawAmendment(tx: Tx, { amendmentId }: { amendmentId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  const [found] = await tx.select().from(amendments).where(eq(amendments.id, amendmentId)).for("update");
  if (!found) throw new NotFound();
  const contract = await lockContract(tx, found.contractId);
  permit(actor, actor.kind === "agent" ? "contracts.answer" : "contracts.manage", contract);
  const state = found.state === "withdrawn" ? found.state : amendmentLifecycle.next(found.state, "withdraw");
  // Only the side that proposed has accepted so far.
  if ((found.businessAcceptedAt !== null) === (actor.kind === "agent")) throw new Forbidden("contracts:errors.notYourProposal");
  if (found.reason === "promotion") throw new Conflict("contracts:errors.promotionStays");
  if (found.state === "withdrawn") return;
  await tx.update(amendments).set({ state, answeredAt: now }).where(eq(amendments.id, amendmentId));
  await postSystemMessage(tx, { conversationId: contract.conversationId, key: "amendment.withdraw", params: {} }, context);
}
