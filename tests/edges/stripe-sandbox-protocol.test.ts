import { afterAll, describe, expect, test } from "vitest";
import { charge, expanded, givenAccount, givenCard, givenFunds, givenSandbox, refusal } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe, control } = sandbox;
afterAll(() => sandbox.done());

async function ask(
  method: string,
  path: string,
  { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    body,
    headers: { authorization: "Bearer sk_test_x", "content-type": "application/x-www-form-urlencoded", ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { error?: Record<string, string>; id?: string },
  };
}

describe("what is refused, always in the error envelope", () => {
  test.for<
    [what: string, method: string, path: string, body: string | undefined, status: number, error: Record<string, unknown>]
  >([
    ["an unknown route", "GET", "/v1/subscriptions", undefined, 404, { type: "invalid_request_error" }],
    ["a known route with another method", "POST", "/v1/balance", "", 404, { type: "invalid_request_error" }],
    ["an unknown parameter", "POST", "/v1/customers", "nickname=x", 400, { code: "parameter_unknown", param: "nickname" }],
    [
      "an unknown parameter inside another",
      "POST",
      "/v1/customers",
      "invoice_settings[colour]=x",
      400,
      { code: "parameter_unknown", param: "invoice_settings[colour]" },
    ],
    [
      "a parameter that is gone from the API",
      "POST",
      "/v1/payment_intents",
      "amount=100&currency=usd&payment_method_types[]=card",
      400,
      { code: "parameter_unknown", param: "payment_method_types" },
    ],
    [
      "an unknown parameter of a query",
      "GET",
      "/v1/charges?colour=red",
      undefined,
      400,
      { code: "parameter_unknown", param: "colour" },
    ],
    [
      "a missing parameter",
      "POST",
      "/v1/transfers",
      "amount=1&currency=usd",
      400,
      { code: "parameter_missing", param: "destination" },
    ],
    [
      "an amount that is no integer",
      "POST",
      "/v1/payouts",
      "amount=12.5&currency=usd",
      400,
      { code: "parameter_invalid_integer", param: "amount" },
    ],
    [
      "an empty string",
      "POST",
      "/v1/transfers",
      "amount=1&currency=usd&destination=",
      400,
      { code: "parameter_invalid_empty", param: "destination" },
    ],
    [
      "a value outside its list",
      "POST",
      "/v1/checkout/sessions",
      "mode=payment&success_url=https://a.example",
      400,
      { param: "mode" },
    ],
    [
      "an address that is none",
      "POST",
      "/v1/checkout/sessions",
      "mode=setup&success_url=javascript:alert(1)",
      400,
      { code: "url_invalid", param: "success_url" },
    ],
    ["metadata that is too long", "POST", "/v1/customers", `metadata[${"k".repeat(41)}]=x`, 400, { param: "metadata" }],
    ["an unknown object", "GET", "/v1/customers/cus_unknown", undefined, 404, { code: "resource_missing", param: "id" }],
    ["a property that cannot be expanded", "GET", "/v1/payouts?expand[]=data.colour", undefined, 200, {}],
    [
      "v2 with an unknown field",
      "POST",
      "/v2/core/accounts",
      '{"colour":"red"}',
      400,
      { code: "parameter_unknown", param: "colour" },
    ],
    ["v2 without JSON", "POST", "/v2/core/accounts", "a=b", 400, { code: "invalid_fields" }],
  ])("%s", async ([, method, path, body, status, error]) => {
    const answer = await ask(method, path, { body });
    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.body.error).toMatchObject({ message: expect.any(String), ...error });
  });

  test.for([
    ["no key", { authorization: "" }, 401],
    ["a live key", { authorization: "Bearer sk_live_1" }, 401],
    ["another API version", { "stripe-version": "2020-08-27" }, 400],
    ["an account that is not ours", { "stripe-account": "acct_other" }, 403],
  ] as const)("%s", async ([, headers, status]) => {
    const answer = await ask("GET", "/v1/balance", { headers: headers as unknown as Record<string, string> });
    expect(answer).toMatchObject({ status, body: { error: { message: expect.any(String) } } });
  });
});

describe("idempotency", () => {
  test("the same key and body is answered once and replayed, side effects and all", async () => {
    const card = await givenCard(sandbox);
    const first = await charge(stripe, card, 4_000, "usd", "charge-1");
    const again = await charge(stripe, card, 4_000, "usd", "charge-1");
    expect(again).toEqual(first);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect((await stripe.charges.list({ customer: card.customer })).data).toHaveLength(1);
  });

  test("the same key with another body, or on another path, is refused", async () => {
    await stripe.customers.create({ name: "A" }, { idempotencyKey: "k" });
    const changed = await refusal(stripe.customers.create({ name: "B" }, { idempotencyKey: "k" }));
    expect(changed).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400, rawType: "idempotency_error" });
    const elsewhere = await ask("POST", "/v1/payment_intents", {
      body: "amount=100&currency=usd",
      headers: { "idempotency-key": "k" },
    });
    expect(elsewhere.body.error?.type).toBe("idempotency_error");
  });

  test("a decline is replayed too; a request that was refused unread is not kept", async () => {
    const card = await givenCard(sandbox, "4000000000000002");
    const first = await refusal(charge(stripe, card, 1_000, "usd", "declined"));
    const again = await refusal(charge(stripe, card, 1_000, "usd", "declined"));
    expect(again.charge).toBe(first.charge);
    const wrong = await ask("POST", "/v1/customers", { body: "nickname=x", headers: { "idempotency-key": "typo" } });
    expect(wrong.status).toBe(400);
    expect((await stripe.customers.create({ name: "right" }, { idempotencyKey: "typo" })).name).toBe("right");
  });

  test("keys of different accounts are different keys", async () => {
    await givenFunds(sandbox);
    const accounts = [await givenAccount(sandbox, "us"), await givenAccount(sandbox, "us")];
    for (const destination of accounts) await stripe.transfers.create({ amount: 500, currency: "usd", destination });
    const payouts = await Promise.all(
      accounts.map((stripeAccount) =>
        stripe.payouts.create({ amount: 500, currency: "usd" }, { stripeAccount, idempotencyKey: "payout" }),
      ),
    );
    expect(payouts[0]!.id).not.toBe(payouts[1]!.id);
  });

  test("v2 requests replay as well", async () => {
    const make = () => stripe.v2.core.accounts.create({ display_name: "Ana" }, { idempotencyKey: "v2" });
    expect((await make()).id).toBe((await make()).id);
  });
});

describe("lists", () => {
  test("come newest first, a page at a time, in both directions", async () => {
    const own = await givenSandbox();
    const made: string[] = [];
    for (let i = 0; i < 25; i++) made.unshift((await own.stripe.customers.create({ name: `c${i}` })).id);
    const first = await own.stripe.customers.list();
    expect(first).toMatchObject({ has_more: true, url: "/v1/customers" });
    expect(first.data.map((one) => one.id)).toEqual(made.slice(0, 10));
    const last = await own.stripe.customers.list({ limit: 10, starting_after: made[19] });
    expect([last.data.map((one) => one.id), last.has_more]).toEqual([made.slice(20), false]);
    const back = await own.stripe.customers.list({ limit: 5, ending_before: made[20] });
    expect([back.data.map((one) => one.id), back.has_more]).toEqual([made.slice(15, 20), true]);
    const all: string[] = [];
    for await (const one of own.stripe.customers.list({ limit: 7 })) all.push(one.id);
    expect(all).toEqual(made);
    expect((await refusal(own.stripe.customers.list({ limit: 101 }))).param).toBe("limit");
    expect((await refusal(own.stripe.customers.list({ starting_after: "cus_x" }))).param).toBe("starting_after");
    await own.done();
  });

  test("of balance transactions filter by date, source, type and currency", async () => {
    const own = await givenSandbox();
    const card = await givenCard(own);
    const usd = await charge(own.stripe, card, 1_000);
    own.control.setClock("2026-11-16T15:00:00Z");
    await charge(own.stripe, card, 2_000, "eur");
    const list = (filter: object) =>
      own.stripe.balanceTransactions.list(filter).then((page) => page.data.map((one) => one.amount));
    const three = Date.parse("2026-11-16T15:00:00Z") / 1000;
    expect(await list({})).toEqual([2_000, 1_000]);
    expect(await list({ created: { lt: three } })).toEqual([1_000]);
    expect(await list({ created: { gte: three } })).toEqual([2_000]);
    expect(await list({ currency: "eur" })).toEqual([2_000]);
    expect(await list({ source: expanded(usd.latest_charge).id })).toEqual([1_000]);
    expect(await list({ type: "payout" })).toEqual([]);
    await own.done();
  });

  test("of events filter by type and keep accounts apart", async () => {
    const account = await givenAccount(sandbox, "us");
    expect((await stripe.events.list({ type: "account.updated" })).data).toEqual([]);
    const own = await stripe.events.list({ types: ["account.*"] }, { stripeAccount: account });
    expect(own.data.map((event) => event.type)).toContain("account.updated");
    expect((await refusal(stripe.events.list({ type: "a.b", types: ["c.d"] }))).code).toBe("parameters_exclusive");
  });
});

describe("expansion", () => {
  test("replaces ids four levels deep, in lists too", async () => {
    await givenFunds(sandbox);
    const agent = await givenAccount(sandbox);
    const transfer = await stripe.transfers.create({
      amount: 300,
      currency: "usd",
      destination: agent,
      expand: ["destination_payment.balance_transaction"],
    });
    expect(expanded(expanded(transfer.destination_payment).balance_transaction).currency).toBe("eur");
    const transactions = await stripe.balanceTransactions.list({
      source: transfer.id,
      expand: ["data.source.destination_payment"],
    });
    expect(transactions.data[0]!.source).toMatchObject({ object: "transfer", destination_payment: { object: "charge" } });
    expect(typeof (await stripe.transfers.retrieve(transfer.id)).destination_payment).toBe("string");
    expect((await refusal(stripe.transfers.retrieve(transfer.id, { expand: ["colour"] }))).message).toContain(
      "cannot be expanded",
    );
  });
});

describe("outages on demand", () => {
  test("an answer that was lost is given again to the retry, and the work is done once", async () => {
    const card = await givenCard(sandbox);
    for (const fault of [{ drop: true }, { status: 500 }, { status: 409 }]) {
      control.setFaults([{ path: "/v1/payment_intents", method: "POST", times: 1, after: true, ...fault }]);
      expect((await charge(stripe, card, 700)).status).toBe("succeeded");
    }
    expect((await stripe.charges.list({ customer: card.customer })).data).toHaveLength(3);
  });

  test("a rate limit is not retried, an outage that lasts reaches the caller", async () => {
    control.setFaults([{ path: "/v1/balance", times: 1, status: 429 }]);
    expect((await refusal(stripe.balance.retrieve())).type).toBe("StripeRateLimitError");
    control.setFaults([{ path: "/v1/balance", times: 3, status: 503 }]);
    expect((await refusal(stripe.balance.retrieve())).type).toBe("StripeAPIError");
    expect((await stripe.balance.retrieve()).object).toBe("balance");
  });
});

test("everything this file asked and got is as Stripe describes it, and the books add up", () => {
  // A dropped connection and the answers that were asked for are no exchanges of the sandbox's.
  expect(sandbox.judge.faults()).toEqual([]);
  expect(Object.values(sandbox.books()).every((sum) => sum === 0)).toBe(true);
});
