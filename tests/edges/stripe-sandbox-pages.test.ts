import { afterAll, describe, expect, test } from "vitest";
import { givenCard, givenSandbox, newAccount } from "./stripe-sandbox.ts";

const sandbox = await givenSandbox();
const { stripe } = sandbox;
afterAll(() => sandbox.done());

const get = async (url: string) => {
  const response = await fetch(url, { redirect: "manual" });
  return {
    status: response.status,
    location: response.headers.get("location"),
    html: await response.text(),
    headers: response.headers,
  };
};
const send = async (url: string, fields: Record<string, string>) => {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  return { status: response.status, location: response.headers.get("location"), html: await response.text() };
};
const card = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ana Silva" };

async function newSession() {
  const customer = await stripe.customers.create({ email: "finance@acme.example" });
  return stripe.checkout.sessions.create({
    mode: "setup",
    customer: customer.id,
    success_url: "https://deskhand.example/cards?done={CHECKOUT_SESSION_ID}",
    cancel_url: "https://deskhand.example/cards?cancelled=1",
  });
}

describe("the card page", () => {
  test("is a labelled form that saves a card and sends the person back", async () => {
    const session = await newSession();
    const page = await get(session.url!);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    for (const name of ["number", "expiry", "cvc", "name"])
      expect(page.html).toMatch(new RegExp(`<label for="${name}">.*<input id="${name}"`));
    expect(page.html).toContain("https://deskhand.example/cards?cancelled=1");
    const sent = await send(session.url!, card);
    expect(sent).toMatchObject({ status: 303, location: `https://deskhand.example/cards?done=${session.id}` });
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent.payment_method"] });
    expect(after).toMatchObject({
      status: "complete",
      setup_intent: {
        payment_method: { card: { exp_month: 12, exp_year: 2034, last4: "4242" }, billing_details: { name: "Ana Silva" } },
      },
    });
    expect((await get(session.url!)).status).toBe(410);
  });

  test.for([
    ["a number that is no test card", { number: "4111 1111 1111 1112" }, "test cards below"],
    ["a date in the past", { expiry: "01 / 20" }, "MM / YY"],
    ["a date that is none", { expiry: "soon" }, "MM / YY"],
    ["no security code", { cvc: "" }, "security code"],
    ["no name", { name: " " }, "name on the card"],
    ["a card the bank refuses", { number: "4000000000000069" }, "expired"],
  ] as const)("says what is wrong and keeps what was typed: %s", async ([, wrong, words]) => {
    const session = await newSession();
    const sent = await send(session.url!, { ...card, ...wrong });
    expect(sent.status).toBeGreaterThanOrEqual(400);
    expect(sent.html).toMatch(new RegExp(`role="alert">[^<]*${words}`));
    expect(sent.html).toContain('value="12 / 34"'.replace("12 / 34", "expiry" in wrong ? wrong.expiry : "12 / 34"));
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  });

  test("asks the holder of a 3-D Secure card to confirm", async () => {
    const session = await newSession();
    const asked = await send(session.url!, { ...card, number: "4000002500003155" });
    expect(asked).toMatchObject({ status: 200, html: expect.stringContaining("Confirm with your bank") });
    const refused = await send(session.url!, { ...card, number: "4000002500003155", challenge: "fail" });
    expect(refused.html).toContain("could not authenticate");
    const passed = await send(session.url!, { ...card, number: "4000002500003155", challenge: "pass" });
    expect(passed.status).toBe(303);
  });

  test("shows nothing of what somebody typed as markup", async () => {
    const session = await newSession();
    const sent = await send(session.url!, { ...card, name: '"><script>alert(1)</script>', number: "1" });
    expect(sent.html).not.toContain("<script>");
  });
});

describe("the bank's page of a payment", () => {
  test.for(["pass", "fail"])("answers once (%s)", async (answer) => {
    const { customer, paymentMethod } = await givenCard(sandbox, "4000002760003184");
    const intent = await stripe.paymentIntents.create({
      amount: 12_345,
      currency: "gbp",
      customer,
      payment_method: paymentMethod,
      confirm: true,
      return_url: "https://deskhand.example/bills/1",
    });
    const url = intent.next_action!.redirect_to_url!.url!;
    expect((await get(url)).html).toContain("£123.45");
    const sent = await send(url, { challenge: answer });
    expect(sent.location).toContain(`redirect_status=${answer === "pass" ? "succeeded" : "failed"}`);
    expect((await get(url)).status).toBe(410);
  });
});

describe("the onboarding page", () => {
  const link = async (account: string) =>
    (
      await stripe.v2.core.accountLinks.create({
        account,
        use_case: {
          type: "account_onboarding",
          account_onboarding: { refresh_url: "https://deskhand.example/again", return_url: "https://deskhand.example/back" },
        },
      })
    ).url;
  const status = async (id: string) =>
    (await stripe.v2.core.accounts.retrieve(id, { include: ["configuration.recipient"] })).configuration?.recipient?.capabilities
      ?.stripe_balance?.stripe_transfers?.status;

  test("opens the account, and its link works once", async () => {
    const account = await newAccount(stripe, "pt");
    const url = await link(account.id);
    expect((await get(url)).html).toContain("(PT)");
    expect((await send(url, { given_name: "", surname: "Silva" })).html).toContain('role="alert"');
    expect(await status(account.id)).toBe("restricted");
    expect(await send(url, { given_name: "Ana", surname: "Silva", bank: "works" })).toMatchObject({
      status: 303,
      location: "https://deskhand.example/back",
    });
    expect(await status(account.id)).toBe("active");
    expect((await get(url)).location).toBe("https://deskhand.example/again");
  });

  test("can be left unfinished", async () => {
    const account = await newAccount(stripe, "pt");
    const url = await link(account.id);
    expect((await send(url, { intent: "later" })).location).toBe("https://deskhand.example/back");
    expect(await status(account.id)).toBe("restricted");
    expect((await get(url)).status).toBe(200);
  });
});

test("other addresses are no pages", async () => {
  for (const path of ["/", "/c/pay/cs_unknown", "/3ds/pi_unknown", "/connect/onboarding/al_unknown"]) {
    expect((await get(`${sandbox.url}${path}`)).status).toBeGreaterThanOrEqual(404);
  }
});
