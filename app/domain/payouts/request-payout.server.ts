import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Tx } from "#db/client.server.ts";
import { type NewPayout, reservePayout } from "./reserve-payout.server.ts";

/**
 * An agent asks for all that is available in a currency, or the weekly run does. The money is sent by `sendPayoutFlow`, after the commit. A second
 * request while one is reserved returns that one.
 * @throws NotFound, Forbidden, Conflict with the reason (payouts:hindrance.*) when nothing can be paid out now
 */
export async function requestPayout(tx: Tx, input: NewPayout, context: Context): Promise<{ id: string }> {
  permit(context.actor, "payouts.manage", { agentId: input.agentId });
  return reservePayout(tx, input, context);
}
