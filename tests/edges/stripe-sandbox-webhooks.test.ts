import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { verifyThinWebhook, verifyWebhook } from "#app/edges/stripe/verify-webhook.server.ts";
import { StripeJudge } from "#tests/judges/stripe.ts";
import { type GivenSandbox, givenAccount, givenCard, givenFunds, givenSandbox } from "./stripe-sandbox.ts";

interface Arrival {
  path: string;
  body: Buffer;
  signature: string;
}

let arrived: Arrival[] = [];
let refuse = 0;
const receiver = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  if (refuse > 0) {
    refuse -= 1;
    response.writeHead(500).end();
    return;
  }
  arrived.push({ path: request.url!, body: Buffer.concat(parts), signature: request.headers["stripe-signature"] as string });
  response.writeHead(200).end();
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

let sandbox: GivenSandbox;
let secrets: Record<"/platform" | "/connect" | "/v2", string>;
beforeEach(async () => {
  sandbox = await givenSandbox();
  arrived = [];
  const { stripe } = sandbox;
  const platform = await stripe.webhookEndpoints.create({ url: `${base}/platform`, enabled_events: ["*"] });
  const connect = await stripe.webhookEndpoints.create({ url: `${base}/connect`, enabled_events: ["*"], connect: true });
  const thin = await stripe.v2.core.eventDestinations.create({
    name: "v2",
    type: "webhook_endpoint",
    event_payload: "thin",
    enabled_events: ["*"],
    webhook_endpoint: { url: `${base}/v2` },
    include: ["webhook_endpoint.signing_secret"],
  });
  secrets = { "/platform": platform.secret!, "/connect": connect.secret!, "/v2": thin.webhook_endpoint!.signing_secret! };
});
afterEach(() => sandbox.done());
afterAll(() => receiver.close());

const events = (path: string) =>
  arrived.filter((one) => one.path === path).map((one) => JSON.parse(one.body.toString()) as Stripe.Event);
const types = (path: string) => events(path).map((event) => event.type);

test("events reach the endpoint of their scope, signed, and are what the API describes", async () => {
  await givenCard(sandbox);
  const account = await givenAccount(sandbox);
  expect(await sandbox.control.flushWebhooks()).toMatchObject({ failed: 0 });
  expect(types("/platform").sort()).toEqual([
    "checkout.session.completed",
    "customer.created",
    "payment_method.attached",
    "setup_intent.created",
    "setup_intent.succeeded",
  ]);
  expect(types("/connect")).toContain("account.updated");
  expect(events("/connect").every((event) => event.account === account)).toBe(true);
  const judge = StripeJudge.open();
  for (const event of [...events("/platform"), ...events("/connect")]) expect(judge?.judgeEvent(event) ?? []).toEqual([]);
  for (const one of arrived.filter(({ path }) => path !== "/v2")) {
    expect(verifyWebhook(sandbox.stripe, one.body, one.signature, [secrets[one.path as "/platform"]])?.id).toMatch(/^evt_/);
  }
});

test("a thin event names the account, and the account and the event can be fetched", async () => {
  const account = await givenAccount(sandbox);
  await sandbox.control.flushWebhooks();
  const raw = arrived
    .filter((one) => one.path === "/v2")
    .map((one) => ({ one, type: JSON.parse(one.body.toString()).type as string }));
  const wanted = raw.find(({ type }) => type === "v2.core.account[configuration.recipient].capability_status_updated")!.one;
  const event = verifyThinWebhook(sandbox.stripe, wanted.body, wanted.signature, ["whsec_old", secrets["/v2"]]);
  if (event?.type !== "v2.core.account[configuration.recipient].capability_status_updated") throw new Error("another event");
  expect(event.related_object).toMatchObject({ id: account, type: "v2.core.account" });
  expect(JSON.parse(wanted.body.toString())).not.toHaveProperty("data");
  expect((await event.fetchEvent()).data.updated_capability).toBe("stripe_balance.stripe_transfers");
  expect((await event.fetchRelatedObject()).id).toBe(account);
});

test("a signature is refused when bytes, secret or time are not right", async () => {
  await sandbox.stripe.customers.create({ name: "Zoë" });
  await sandbox.control.flushWebhooks();
  const { body, signature } = arrived[0]!;
  const { stripe } = sandbox;
  const verify = (given: Buffer, header: string | undefined, secret: string[]) =>
    verifyWebhook(stripe, given, header, secret)?.type ?? null;
  expect(verify(body, signature, [secrets["/platform"]])).toBe("customer.created");
  expect(verify(body, signature, ["whsec_other", secrets["/platform"]])).toBe("customer.created");
  expect(verify(Buffer.concat([body, Buffer.from(" ")]), signature, [secrets["/platform"]])).toBeNull();
  expect(verify(body, signature, ["whsec_other"])).toBeNull();
  expect(verify(body, signature, [])).toBeNull();
  expect(verify(body, undefined, [secrets["/platform"]])).toBeNull();
  const stamped = (secondsAgo: number) =>
    stripe.webhooks.generateTestHeaderString({
      payload: body.toString(),
      secret: secrets["/platform"],
      timestamp: Math.floor(Date.now() / 1000) - secondsAgo,
    });
  expect(verify(body, stamped(299), [secrets["/platform"]])).toBe("customer.created");
  expect(verify(body, stamped(310), [secrets["/platform"]])).toBeNull();
  // While a secret is rolled the header carries a signature of each.
  const [time, ours] = stamped(0).split(",");
  expect(verify(body, `${time},v1=${"0".repeat(64)},${ours}`, [secrets["/platform"]])).toBe("customer.created");
  expect(verifyThinWebhook(stripe, body, signature, [secrets["/platform"]])).toBeNull();
});

test("events can be held, doubled and shuffled", async () => {
  const { control, stripe } = sandbox;
  control.setWebhooks({ hold: true });
  for (const name of ["a", "b", "c"]) await stripe.customers.create({ name });
  expect(arrived).toEqual([]);
  expect(control.setWebhooks({}).outstanding).toBe(3);
  control.setWebhooks({ shuffle: true });
  expect(await control.flushWebhooks()).toEqual({ delivered: 3, failed: 0 });
  expect(types("/platform")).toHaveLength(3);
  arrived = [];
  control.setWebhooks({ hold: true, shuffle: false, duplicate: true });
  await stripe.customers.create({ name: "d" });
  await control.flushWebhooks();
  const ids = events("/platform").map((event) => event.id);
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  arrived = [];
  control.setWebhooks({ hold: false, duplicate: false, delayMs: 60_000 });
  await stripe.customers.create({ name: "e" });
  expect(arrived).toEqual([]);
  expect(await control.flushWebhooks()).toEqual({ delivered: 1, failed: 0 });
});

test("an endpoint that fails is tried again", async () => {
  refuse = 2;
  await sandbox.stripe.customers.create({ name: "a" });
  await sandbox.control.flushWebhooks();
  refuse = 0;
  await sandbox.control.flushWebhooks();
  expect(types("/platform")).toEqual(["customer.created"]);
  expect(sandbox.control.setWebhooks({}).outstanding).toBe(0);
});

test("an endpoint hears only what it asked for", async () => {
  await sandbox.stripe.webhookEndpoints.create({
    url: `${base}/some`,
    enabled_events: ["payment_intent.succeeded", "setup_intent.created"],
  });
  await givenFunds(sandbox);
  await sandbox.control.flushWebhooks();
  expect(types("/some").sort()).toEqual(["payment_intent.succeeded", "setup_intent.created"]);
});

test("the SDK is made for one place, never for both or none", () => {
  expect(() => createStripe({})).toThrow("STRIPE_SECRET_KEY");
  expect(() => createStripe({ STRIPE_SECRET_KEY: "sk_test_1", STRIPE_SANDBOX_URL: "http://localhost:1" })).toThrow("exclude");
  expect(createStripe({ STRIPE_SECRET_KEY: "sk_test_1" }).getApiField("host")).toBe("api.stripe.com");
});
