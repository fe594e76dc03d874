import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { postSystemMessage } from "#app/domain/messaging/send-message.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { lockApplication, moveApplication } from "./lock-application.server.ts";
import { withdrawOpenOffer } from "./withdraw-offer.server.ts";

type Change = "shortlist" | "decline" | "withdraw";

/**
 * The business shortlists or declines; the agent declines an invitation or withdraws. An open offer ends with it.
 * @throws NotFound, Forbidden for the wrong side, Conflict when the state does not allow it
 */
export async function changeApplication(
  tx: Tx,
  { applicationId, change }: { applicationId: string; change: Change },
  context: Context,
): Promise<void> {
  const application = await lockApplication(tx, applicationId);
  const { actor } = context;
  permit(actor, actor.kind === "agent" ? "hiring.answer" : "hiring.manage", application);
  const agents = change === "withdraw" || (change === "decline" && application.state === "invited");
  if (actor.kind !== "system" && agents !== (actor.kind === "agent")) throw new Forbidden();
  if (application.state === "offered") await withdrawOpenOffer(tx, applicationId, context);
  await moveApplication(tx, application, change, context);
  await postSystemMessage(tx, { conversationId: application.conversationId, key: change, params: {} }, context);
}
