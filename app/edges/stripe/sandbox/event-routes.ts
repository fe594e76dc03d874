import { randomBytes } from "node:crypto";
import type Stripe from "stripe";
import { existing, route } from "./call.ts";
import { isoOf } from "./events.ts";
import { listing } from "./listing.ts";
import { bool, created, list, metadata, need, oneOf, paging, shape, text, url } from "./parameters.ts";
import { invalid } from "./stripe-fault.ts";
import { timeRange, v2Listing, v2Paging, within } from "./v2-listing.ts";
import { API_VERSION, PLATFORM } from "./world.ts";

const newSecret = () => `whsec_${randomBytes(24).toString("base64url").replaceAll(/[-_]/g, "x")}`;

const endpointInput = shape({
  url: need(url),
  enabled_events: need(list(need(text))),
  api_version: text,
  connect: bool,
  description: text,
  metadata,
});
const destinationIncludes = list(oneOf("webhook_endpoint.signing_secret", "webhook_endpoint.url"));
const destinationInput = shape({
  name: need(text),
  type: need(oneOf("webhook_endpoint")),
  event_payload: need(oneOf("thin")),
  enabled_events: need(list(need(text))),
  events_from: list(text),
  description: text,
  webhook_endpoint: need(shape({ url: need(url) })),
  include: destinationIncludes,
  metadata,
});

export const eventRoutes = [
  route(
    "GET",
    "/v1/events",
    shape({ ...paging, created, type: text, types: list(need(text)), delivery_success: bool }),
    ({ world, account, params }) => {
      if (params.type && params.types) {
        throw invalid("You may only specify one of these parameters: type, types.", {
          code: "parameters_exclusive",
          param: "types",
        });
      }
      if ((params.types ?? []).length > 20) throw invalid("You may only specify up to 20 types.", { param: "types" });
      const patterns = params.types ?? (params.type ? [params.type] : ["*"]);
      return listing(world.events, account, "/v1/events", params, ({ object }) => {
        if (params.created && !params.created(object.created)) return false;
        return wants(patterns, object.type);
      });
    },
  ),
  route(
    "GET",
    "/v1/events/:id",
    shape({}),
    ({ world, account, path }) => existing(world.events, account, path[0]!, "event").object,
  ),
  route("POST", "/v1/webhook_endpoints", endpointInput, ({ world, account, params }) => {
    const id = world.id("we");
    const endpoint: Stripe.WebhookEndpoint = {
      id,
      object: "webhook_endpoint",
      api_version: params.api_version ?? API_VERSION,
      application: null,
      created: world.now(),
      description: params.description ?? null,
      enabled_events: params.enabled_events,
      livemode: false,
      metadata: params.metadata ?? {},
      status: "enabled",
      url: params.url,
    };
    const secret = newSecret();
    world.endpoints.add(account, id, endpoint, { secret, scope: params.connect ? "connected" : "platform" });
    return { ...endpoint, secret };
  }),
  route("GET", "/v1/webhook_endpoints", shape(paging), ({ world, account, params }) =>
    listing(world.endpoints, account, "/v1/webhook_endpoints", params),
  ),
  route(
    "GET",
    "/v1/webhook_endpoints/:id",
    shape({}),
    ({ world, account, path }) => existing(world.endpoints, account, path[0]!, "webhook_endpoint").object,
  ),
  route("POST", "/v2/core/event_destinations", destinationInput, ({ world, params }) => {
    const id = world.id("ed_test");
    const now = isoOf(world.now());
    const destination = {
      id,
      object: "v2.core.event_destination",
      created: now,
      description: params.description ?? "",
      enabled_events: params.enabled_events,
      event_payload: "thin",
      events_from: params.events_from ?? ["self"],
      livemode: false,
      metadata: params.metadata ?? {},
      name: params.name,
      status: "enabled",
      type: "webhook_endpoint",
      updated: now,
      webhook_endpoint: { url: params.webhook_endpoint.url },
    } as unknown as Stripe.V2.Core.EventDestination;
    const row = world.destinations.add(PLATFORM, id, destination, { secret: newSecret(), scope: "thin" });
    return shownDestination(row.object, row.own.secret, params.include ?? []);
  }),
  route("GET", "/v2/core/event_destinations", shape({ limit: text, include: destinationIncludes }), ({ world, params }) => ({
    data: [...world.destinations.newestOf(PLATFORM)].map((row) =>
      shownDestination(
        row.object,
        row.own.secret,
        (params.include ?? []).filter((part) => part !== "webhook_endpoint.signing_secret"),
      ),
    ),
    next_page_url: null,
    previous_page_url: null,
  })),
  route(
    "GET",
    "/v2/core/events",
    shape({ ...v2Paging, created: timeRange, object_id: text, types: list(need(text)) }),
    ({ world, params }) => {
      if ((params.types ?? []).length > 20)
        throw invalid("types takes up to 20 names.", { code: "invalid_fields", param: "types" });
      return v2Listing(
        world.thinEvents,
        PLATFORM,
        "/v2/core/events",
        params,
        ({ object }) => within(params.created, object.created) && wants(params.types ?? ["*"], object.type),
        undefined,
        params.object_id ? world.thinEvents.newestWhere("about", params.object_id, PLATFORM) : null,
      );
    },
  ),
  route(
    "GET",
    "/v2/core/events/:id",
    shape({}),
    ({ world, path }) => existing(world.thinEvents, PLATFORM, path[0]!, "event").object,
  ),
];

/** The signing secret is told once, to whoever makes the destination and asks for it. */
function shownDestination(destination: Stripe.V2.Core.EventDestination, secret: string, include: readonly string[]): object {
  const { webhook_endpoint, ...rest } = destination;
  const endpoint: Record<string, string> = {};
  if (include.includes("webhook_endpoint.url")) endpoint.url = webhook_endpoint!.url!;
  if (include.includes("webhook_endpoint.signing_secret")) endpoint.signing_secret = secret;
  return { ...rest, ...(Object.keys(endpoint).length > 0 ? { webhook_endpoint: endpoint } : {}) };
}

/** "*" wants all; "payout.*" all of a kind. */
export function wants(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) => pattern === "*" || pattern === type || (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))),
  );
}
