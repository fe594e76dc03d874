import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { stripeWebhooks } from "#app/endpoints/webhooks/stripe.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { inbox } from "#db/schema/kernel.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { billOf, cards, chargesOf, givenWorking, workTheWeek } from "#tests/factories/billing.ts";
import { givenOnboarded, payoutsOf, standingOf } from "#tests/factories/payouts.ts";
import { test as base, expect, type MoneyWorld } from "#tests/setup/money.ts";
import { at } from "#tests/setup/time.ts";
import { settle } from "#workers/run-inline.ts";

interface Endpoints {
  base: string;
  secrets: { platform: string; connect: string; v2: string };
  /** Waits for every delivery, then does what the events ask for. */
  deliver(): Promise<void>;
}

/** The product's own three endpoints on a port, made known to the world's sandbox. */
const test = base.extend<{ endpoints: Endpoints }>({
  endpoints: async ({ world }, use) => {
    const app = express();
    const server: Server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stripe } = world;
    const platform = await stripe.webhookEndpoints.create({ url: `${address}/webhooks/stripe`, enabled_events: ["*"] });
    const connect = await stripe.webhookEndpoints.create({
      url: `${address}/webhooks/stripe/connect`,
      enabled_events: ["*"],
      connect: true,
    });
    const thin = await stripe.v2.core.eventDestinations.create({
      name: "v2",
      type: "webhook_endpoint",
      event_payload: "thin",
      enabled_events: ["*"],
      webhook_endpoint: { url: `${address}/webhooks/stripe/v2` },
      include: ["webhook_endpoint.signing_secret"],
    });
    const secrets = {
      platform: platform.secret!,
      connect: connect.secret!,
      v2: thin.webhook_endpoint!.signing_secret!,
    };
    const env = {
      ...parseEnv({ NODE_ENV: "test", DEMO: "0" }, "/"),
      // Two secrets while one is being rolled: the old one stands beside the new.
      STRIPE_WEBHOOK_SECRET: `whsec_old,${secrets.platform}`,
      STRIPE_CONNECT_WEBHOOK_SECRET: secrets.connect,
      STRIPE_V2_WEBHOOK_SECRET: secrets.v2,
    };
    app.use(stripeWebhooks({ db: world.db, stripe, clock: { now: world.now }, env }));
    await use({
      base: address,
      secrets,
      deliver: async () => {
        await world.control.flushWebhooks();
        await settle(world.deps, new Set(["notify", "send-verification-mail", "update-match-profile"]));
      },
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  },
});

const keysOf = async ({ db }: MoneyWorld) =>
  (await db.select({ key: ledgerTransactions.key }).from(ledgerTransactions)).map((row) => row.key).sort();

test("what no secret of ours signed is refused with 400, and nothing is stored", async ({ world, endpoints }) => {
  const body = JSON.stringify({
    id: "evt_1",
    object: "event",
    type: "payment_intent.succeeded",
    data: { object: { id: "pi_1" } },
  });
  const signed = (secret: string, timestamp?: number) =>
    world.stripe.webhooks.generateTestHeaderString({ payload: body, secret, ...(timestamp ? { timestamp } : {}) });
  const send = (path: string, signature?: string, payload = body) =>
    fetch(`${endpoints.base}/webhooks/stripe${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(signature ? { "stripe-signature": signature } : {}) },
      body: payload,
    });
  const tooOld = Math.floor(at("2026-01-01T00:00Z").getTime() / 1000);
  const refused = [
    await send(""),
    await send("", "t=1,v1=nonsense"),
    await send("", signed("whsec_somebody_else")),
    await send("", signed(endpoints.secrets.platform, tooOld)),
    await send("", signed(endpoints.secrets.platform), body.replace("pi_1", "pi_2")),
    await send("/connect", signed(endpoints.secrets.platform)),
    await send("/v2", signed(endpoints.secrets.connect)),
    await send("", signed(endpoints.secrets.platform), ""),
  ];
  expect(refused.map((answer) => answer.status)).toEqual(refused.map(() => 400));
  expect(await world.db.select().from(inbox)).toEqual([]);

  // The same body under a right signature, twice: stored once.
  for (const _ of [1, 2]) expect((await send("", signed(endpoints.secrets.platform))).status).toBe(200);
  expect((await world.db.select().from(inbox)).map((row) => [row.externalId, row.account])).toEqual([["evt_1", null]]);
});

test("doubled and shuffled events of a whole week's money change nothing more than each once", async ({ world, endpoints }) => {
  world.control.setWebhooks({ duplicate: true, shuffle: true });
  const working = await givenWorking(world, { country: "PL" });
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  await world.advanceTo("2026-11-28T00:00Z");
  await endpoints.deliver();
  const keys = await keysOf(world);
  const received = (await world.db.select().from(inbox)).length;
  expect(await standingOf(world.db, working.agentId)).toMatchObject({ paidOut: "289.40", onItsWay: "0.00" });

  // Every event once more, the newest first, from our own inbox.
  await world.db.update(inbox).set({ handledAt: null });
  const { handleStripeEvent } = await import("#workers/jobs/handle-stripe-event.ts");
  const messages = await world.db.select().from(inbox);
  for (const { source, externalId } of messages.reverse()) await handleStripeEvent.run({ source, externalId }, world.deps);
  await endpoints.deliver();
  expect(await keysOf(world)).toEqual(keys);
  expect((await world.db.select().from(inbox)).length).toBe(received);
  expect((await payoutsOf(world.db, working.agentId)).map((one) => one.state)).toEqual(["paid"]);
  expect(await chargesOf(world.db, (await billOf(world.db, working.businessId)).id)).toHaveLength(1);
});

test("the events alone carry a lost answer home: charge and payout settle without anybody asking", async ({
  world,
  endpoints,
}) => {
  const working = await givenWorking(world, { card: cards.works });
  await givenOnboarded(world, working.freelancer);
  await workTheWeek(world, working);
  world.control.setFaults([{ method: "POST", path: "/v1/payment_intents", times: 3, drop: true, after: true }]);
  await expect(world.advanceTo("2026-11-16T12:00Z")).rejects.toThrow();
  expect((await billOf(world.db, working.businessId)).state).toBe("charging");
  await endpoints.deliver();
  expect((await billOf(world.db, working.businessId)).state).toBe("paid");
});
