import type { Context } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { lockDispute } from "./lock-dispute.server.ts";
import { settleDispute } from "./settle-dispute.server.ts";

/**
 * The business takes its claim back: all that is held is the agent's again. Twice is once.
 * @throws NotFound for strangers, Forbidden without "disputes.open", Conflict once it is decided or agreed
 */
export async function withdrawDispute(tx: Tx, { disputeId }: { disputeId: string }, context: Context): Promise<void> {
  const dispute = await lockDispute(tx, disputeId, "disputes.open", context);
  if (dispute.state === "withdrawn") return;
  const nothing = { upheld: new Set<string>(), refundTo: null, repays: false, words: null };
  await settleDispute(tx, dispute, { action: "withdraw", ...nothing }, context);
}
