import { afterAll, expect, test } from "vitest";
import { charge, givenCard, givenSandbox, newAccount, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe } = sandbox;
afterAll(() => sandbox.done());

async function control(method: "GET" | "POST", action: string, body?: unknown) {
  const response = await fetch(`${sandbox.url}/_sandbox/${action}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

test("a person's clicks can be had over HTTP", async () => {
  const { customer } = await givenCard(sandbox);
  const session = await stripe.checkout.sessions.create({ mode: "setup", customer, success_url: "https://deskhand.example/ok" });
  expect(await control("POST", "complete_checkout", { session: session.id, card: "4000002760003184" })).toEqual({
    status: 200,
    body: { url: "https://deskhand.example/ok" },
  });
  const method = (await stripe.paymentMethods.list({ customer })).data[0]!.id;
  const intent = await stripe.paymentIntents.create({
    amount: 900,
    currency: "usd",
    customer,
    payment_method: method,
    confirm: true,
    return_url: "https://deskhand.example/",
  });
  expect((await control("POST", "complete_challenge", { payment_intent: intent.id })).body.url).toContain(
    "redirect_status=succeeded",
  );
  const account = await newAccount(stripe, "es");
  expect(await control("POST", "complete_onboarding", { account: account.id, bank: "fails" })).toEqual({
    status: 200,
    body: { ok: true },
  });
  expect((await stripe.accounts.retrieve(account.id)).payouts_enabled).toBe(true);
  await control("POST", "restrict_account", { account: account.id });
  expect((await stripe.accounts.retrieve(account.id)).payouts_enabled).toBe(false);
});

test("clock, weather and post too", async () => {
  expect((await control("GET", "clock")).body).toMatchObject({
    now: expect.stringMatching(/^2026-11-16T/),
    offsetMs: expect.any(Number),
  });
  expect((await control("POST", "clock", { now: "2020-01-01T00:00:00Z" })).status).toBe(400);
  await control("POST", "faults", { path: "/v1/balance", times: 1, status: 429 });
  expect((await refusal(stripe.balance.retrieve())).statusCode).toBe(429);
  expect((await control("POST", "webhooks", { hold: true })).body).toEqual({
    delayMs: 0,
    duplicate: false,
    shuffle: false,
    hold: true,
    lose: false,
    outstanding: 0,
    counts: { announced: 0, delivered: 0, failed: 0, doubled: 0, late: 0, shuffled: 0, held: 0, lost: 0 },
  });
  expect((await control("POST", "webhooks/flush")).body).toEqual({ delivered: 0, failed: 0 });
  await charge(stripe, await givenCard(sandbox, "4000000000000077"), 1_000);
  expect((await control("GET", "balances")).body).toMatchObject({ available: { usd: 941 } });
});

test.for([
  ["complete_checkout", { session: "cs_unknown" }, 404],
  ["complete_checkout", { session: "cs_unknown", card: "1234" }, 400],
  ["complete_onboarding", { account: "acct_unknown" }, 404],
  ["nothing", {}, 400],
] as const)("%s %j is refused in the envelope", async ([action, body, status]) => {
  expect(await control("POST", action, body)).toMatchObject({ status, body: { error: { message: expect.any(String) } } });
});
