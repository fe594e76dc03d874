import type Stripe from "stripe";
import { emitThin, isoOf } from "./events.ts";
import type { World } from "./world.ts";

type NextAction = NonNullable<Stripe.V2.MoneyManagement.PayoutIntent["next_action"]>;
type FailureReason = NonNullable<NextAction["handle_failure"]>["failure_reason"];

export const INTENTS = "/v2/money_management/payout_intents";

/** What was sent did not get there, or came back: somebody has to act. */
export function failIntent(world: World, id: string, failure_reason: FailureReason): void {
  const row = world.payoutIntents.find(id)!;
  row.object.status = "requires_action";
  row.object.next_action = { type: "handle_failure", handle_failure: { failure_reason } };
  row.object.status_transitions = { ...row.object.status_transitions, requires_action_at: isoOf(world.now()) };
  world.payoutIntents.save(row);
  emitIntent(world, "requires_action", id);
}

export function postIntent(world: World, id: string): void {
  const row = world.payoutIntents.find(id)!;
  row.object.status = "posted";
  row.object.status_transitions = { ...row.object.status_transitions, posted_at: isoOf(world.now()) };
  world.payoutIntents.save(row);
  emitIntent(world, "posted", id);
}

export function cancelIntent(world: World, id: string): void {
  const row = world.payoutIntents.find(id)!;
  row.object.status = "canceled";
  delete row.object.next_action;
  row.object.status_transitions = { ...row.object.status_transitions, canceled_at: isoOf(world.now()) };
  world.payoutIntents.save(row);
  emitIntent(world, "canceled", id);
}

export function emitIntent(world: World, what: string, id: string): void {
  emitThin(world, `v2.money_management.payout_intent.${what}`, {
    id,
    type: "v2.money_management.payout_intent",
    url: `${INTENTS}/${id}`,
  });
}
