import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";
import { afterAll, afterEach, expect, test } from "vitest";
import { type GivenSandbox, givenAccount, givenFunds, givenSandbox } from "./stripe-sandbox.ts";

let sandbox: GivenSandbox;
afterEach(() => sandbox.done());

/** Asks once, as the SDK does not: what came back, or that nothing did. */
async function ask(name: string): Promise<number | "nothing"> {
  const response = await fetch(`${sandbox.url}/v1/customers`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_x" },
    body: new URLSearchParams({ name }),
  }).catch(() => null);
  await response?.arrayBuffer();
  return response?.status ?? "nothing";
}
async function control(method: "GET" | "POST", action: string, body?: unknown) {
  const response = await fetch(`${sandbox.url}/_sandbox/${action}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (await response.json()) as Record<string, never>;
}
/** How 200 customers fare, each by what came back. */
async function weather(seed: string, rates: Record<string, number>) {
  sandbox = await givenSandbox();
  await control("POST", "faults/random", { seed, rates, paths: ["/v1/customers"], delayMs: 1 });
  const seen: (number | "nothing")[] = [];
  for (let i = 0; i < 200; i++) seen.push(await ask(`n${i}`));
  await control("POST", "faults/random", {});
  let made = 0;
  for await (const _ of sandbox.stripe.customers.list({ limit: 100 })) made += 1;
  return { seen, made, counts: await control("GET", "faults/counts") };
}

test("random faults come from their seed, before the work and after it, and are counted by kind and route", async () => {
  const rates = {
    drop: 0.05,
    drop_after: 0.05,
    error_500: 0.1,
    error_500_after: 0.1,
    conflict: 0.05,
    rate_limit: 0.1,
    delay: 0.05,
  };
  const first = await weather("monday", rates);
  await sandbox.done();
  const again = await weather("monday", rates);
  expect(again.seen).toEqual(first.seen);
  await sandbox.done();
  const other = await weather("tuesday", rates);
  expect(other.seen).not.toEqual(first.seen);
  const { kinds, routes } = first.counts as unknown as {
    kinds: Record<string, number>;
    routes: Record<string, Record<string, number>>;
  };
  expect(Object.keys(kinds).sort()).toEqual(Object.keys(rates).sort());
  expect(routes).toEqual({ "POST /v1/customers": kinds });
  const struck = (name: string) => kinds[name] ?? 0;
  expect(first.seen.filter((one) => one === "nothing")).toHaveLength(struck("drop") + struck("drop_after"));
  expect(first.seen.filter((one) => one === 429)).toHaveLength(struck("rate_limit"));
  expect(first.seen.filter((one) => one === 409)).toHaveLength(struck("conflict"));
  // What failed after its work was done all the same.
  expect(first.made).toBe(200 - struck("drop") - struck("error_500") - struck("conflict") - struck("rate_limit"));
  expect(first.seen.filter((one) => one === 200)).toHaveLength(first.made - struck("drop_after") - struck("error_500_after"));
});

test("with an idempotency key and the SDK's retries the weather does not do anything twice", async () => {
  sandbox = await givenSandbox();
  await givenFunds(sandbox, 1_000_000);
  const account = await givenAccount(sandbox, "us");
  sandbox.control.setRandomFaults({ seed: 7, rates: { drop_after: 0.3, error_500_after: 0.3 }, paths: ["/v1/transfers"] });
  for (let i = 0; i < 8; i++) {
    const transferOnce = () =>
      sandbox.stripe.transfers.create({ amount: 100 + i, currency: "usd", destination: account }, { idempotencyKey: `t${i}` });
    let transfer: Stripe.Transfer | null = null;
    while (!transfer) transfer = await transferOnce().catch(() => null);
    expect(transfer.amount).toBe(100 + i);
  }
  sandbox.control.setRandomFaults(null);
  const { data } = await sandbox.stripe.transfers.list({ limit: 100 });
  expect(data.map((one) => one.amount)).toEqual(Array.from({ length: 8 }, (_, i) => 107 - i));
  const { kinds } = sandbox.control.faultCounts();
  expect(kinds.drop_after! + kinds.error_500_after!).toBeGreaterThan(3);
});

test.for([
  { rates: { fog: 0.1 }, words: "fog" },
  { rates: { drop: 1.1 }, words: "between 0 and 1" },
  { rates: { drop: 0.6, error_500: 0.6 }, words: "more than 1" },
])("no weather is $rates", async ({ rates, words }) => {
  sandbox = await givenSandbox();
  expect(await control("POST", "faults/random", { seed: 1, rates })).toMatchObject({
    error: { message: expect.stringContaining(words) },
  });
});

test("an ordered fault strikes after the work too, and is counted as its kind", async () => {
  sandbox = await givenSandbox();
  await control("POST", "faults", { path: "/v1/customers", method: "POST", times: 1, drop: true, after: true });
  expect(await ask("a")).toBe("nothing");
  expect((await sandbox.stripe.customers.list()).data).toHaveLength(1);
  expect(sandbox.control.faultCounts()).toMatchObject({
    kinds: { drop_after: 1 },
    routes: { "POST /v1/customers": { drop_after: 1 } },
  });
});

test("every answer takes as long as it is told to", async () => {
  sandbox = await givenSandbox({ latencyMs: 30 });
  const began = performance.now();
  await sandbox.stripe.balance.retrieve();
  expect(performance.now() - began).toBeGreaterThanOrEqual(29);
  expect(await control("POST", "latency", { latencyMs: 0 })).toEqual({ latencyMs: 0 });
});

const arrived: string[] = [];
const receiver = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  arrived.push((JSON.parse(Buffer.concat(parts).toString()) as { id: string }).id);
  response.writeHead(200).end();
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
afterAll(() => receiver.close());

test("webhooks are lost, doubled, late and shuffled on demand and at random, and counted", async () => {
  sandbox = await givenSandbox();
  const { stripe } = sandbox;
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
  sandbox.control.setWebhooks({ lose: true });
  for (const name of ["a", "b"]) await stripe.customers.create({ name });
  sandbox.control.setWebhooks({ lose: false });
  expect(await sandbox.control.flushWebhooks()).toEqual({ delivered: 0, failed: 0 });
  // What was lost can be found by asking.
  expect((await stripe.events.list({ type: "customer.created" })).data).toHaveLength(2);
  sandbox.control.setRandomFaults({
    seed: "post",
    rates: { webhook_lost: 0.2, webhook_doubled: 0.3, webhook_late: 0.3, webhook_shuffled: 0.3 },
    delayMs: 5,
  });
  for (let i = 0; i < 100; i++) await stripe.customers.create({ name: `n${i}` });
  await sandbox.control.flushWebhooks();
  const { webhooks, kinds } = sandbox.control.faultCounts();
  const [lost, doubled] = [kinds.webhook_lost!, kinds.webhook_doubled!];
  expect(webhooks).toMatchObject({ announced: 102, lost: 2 + lost, doubled, delivered: 100 - lost + doubled, failed: 0 });
  expect(arrived).toHaveLength(100 - lost + doubled);
  expect(new Set(arrived).size).toBe(100 - lost);
  for (const kind of ["webhook_lost", "webhook_doubled", "webhook_late", "webhook_shuffled"])
    expect(kinds[kind], kind).toBeGreaterThan(10);
});
