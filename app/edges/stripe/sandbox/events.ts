import type Stripe from "stripe";
import { API_VERSION, PLATFORM, type ThinEvent, type World } from "./world.ts";

type EventType = Stripe.Event["type"];

/** The request being answered, for `event.request`; none while due work runs. */
export interface Cause {
  id: string | null;
  idempotencyKey: string | null;
}
const nobody: Cause = { id: null, idempotencyKey: null };
const causes = new WeakMap<World, Cause>();

export function causedBy(world: World, cause: Cause | null) {
  causes.set(world, cause ?? nobody);
}

/** Records that something happened to an object of an account, with the object as it is now. */
export function emit(world: World, account: string, type: EventType, object: object, previous?: object) {
  const cause = causes.get(world) ?? nobody;
  const event = {
    id: world.id("evt"),
    object: "event",
    api_version: API_VERSION,
    created: world.now(),
    data: { object: structuredClone(object), ...(previous ? { previous_attributes: previous } : {}) },
    livemode: false,
    pending_webhooks: 0,
    request: { id: cause.id, idempotency_key: cause.idempotencyKey },
    type,
    ...(account === PLATFORM ? {} : { account }),
  } as unknown as Stripe.Event;
  world.events.add(account, event.id, event, null);
  world.announced.push(event.id);
}

/** A v2 event: it names the object and carries none of it. @param context the account to read it as, where it is not the platform's own */
export function emitThin(
  world: World,
  type: string,
  relatedTo: { id: string; type: string; url: string },
  data?: Record<string, string>,
  context?: string,
) {
  const event: ThinEvent = {
    id: world.id("evt"),
    object: "v2.core.event",
    type,
    created: isoOf(world.now()),
    livemode: false,
    related_object: relatedTo,
    ...(data ? { data } : {}),
    ...(context ? { context } : {}),
  };
  world.thinEvents.add(PLATFORM, event.id, event, null);
  world.announced.push(event.id);
}

/** v2 times are text: RFC 3339 with milliseconds. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
