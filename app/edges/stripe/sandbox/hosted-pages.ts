import type { ServerResponse } from "node:http";
import { completeSession, type Holder } from "./checkout-sessions.ts";
import { completeOnboarding } from "./connect-accounts.ts";
import { emitThin } from "./events.ts";
import { cardPage, challengePage, messagePage, onboardingPage } from "./hosted-html.ts";
import { answerChallenge } from "./payment-intents.ts";
import { StripeFault } from "./stripe-fault.ts";
import { testCard } from "./test-cards.ts";
import type { BankBehaviour, World } from "./world.ts";

interface PageRequest {
  method: string;
  path: string;
  query: string;
  body: string;
}

/** The pages a person sees at Stripe: card entry, authentication, onboarding. Plain forms; each answers with a redirect back. */
export function answerHosted(world: World, { method, path, body }: PageRequest, response: ServerResponse) {
  const form = new URLSearchParams(method === "POST" ? body : "");
  const [, first, second, third] = path.split("/");
  if (first === "c" && second === "pay" && third) return cardEntry(world, method, third, form, response);
  if (first === "3ds" && second) return authentication(world, method, second, form, response);
  if (first === "connect" && second === "onboarding" && third) return onboarding(world, method, third, form, response);
  page(response, 404, messagePage("There is no such page", "This address belongs to nothing in the sandbox."));
}

function cardEntry(world: World, method: string, id: string, form: URLSearchParams, response: ServerResponse) {
  const session = world.sessions.find(id)?.object;
  if (session?.status !== "open") {
    return page(
      response,
      410,
      messagePage("This page has expired", "The session was completed or is over. Go back and start again."),
    );
  }
  const show = (problem: string | null, status = 200) => page(response, status, cardPage(session, form, problem));
  if (method !== "POST") return show(null);
  const card = testCard(form.get("number") ?? "");
  if (!card) return show("Your card number is not one of the test cards below.", 422);
  const expiry = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/.exec(form.get("expiry") ?? "");
  const month = Number(expiry?.[1]);
  const year = Number(expiry?.[2]) + (expiry?.[2]?.length === 2 ? 2000 : 0);
  const now = new Date(world.clock.now());
  const past = year < now.getUTCFullYear() || (year === now.getUTCFullYear() && month < now.getUTCMonth() + 1);
  if (!expiry || month < 1 || month > 12 || past)
    return show("Your card's expiry date is not in the future. Write it as MM / YY.", 422);
  if (!/^\d{3,4}$/.test((form.get("cvc") ?? "").trim())) return show("Your card's security code has three or four digits.", 422);
  const name = (form.get("name") ?? "").trim();
  if (!name) return show("Write the name on the card.", 422);
  const holder: Holder = { name, email: session.customer_email ?? undefined, expMonth: month, expYear: year };
  if (form.get("challenge") === "fail") return show("We could not authenticate your card. Try again or use another one.", 402);
  try {
    const next = completeSession(world, id, card, holder, form.get("challenge") === "pass");
    if (next === "challenge")
      return page(response, 200, challengePage(form, "Your bank asks you to confirm that you save this card."));
    redirect(response, next);
  } catch (fault) {
    if (!(fault instanceof StripeFault)) throw fault;
    show(fault.message, fault.status);
  }
}

function authentication(world: World, method: string, id: string, form: URLSearchParams, response: ServerResponse) {
  const intent = world.paymentIntents.find(id)?.object;
  if (intent?.status !== "requires_action") {
    return page(response, 410, messagePage("Nothing to confirm", "This payment was already confirmed or cancelled."));
  }
  if (method !== "POST") {
    const amount = new Intl.NumberFormat("en", { style: "currency", currency: intent.currency }).format(intent.amount / 100);
    return page(response, 200, challengePage(form, `Your bank asks you to confirm a payment of ${amount}.`));
  }
  redirect(response, answerChallenge(world, id, form.get("challenge") === "pass"));
}

function onboarding(world: World, method: string, id: string, form: URLSearchParams, response: ServerResponse) {
  const link = world.accountLinks.find(id);
  if (!link) return page(response, 404, messagePage("There is no such page", "Ask for a new onboarding link."));
  // As at Stripe: a link that is old or was used sends the person back for a fresh one.
  if (link.object.used || link.object.expires < world.now()) return redirect(response, link.object.refresh_url);
  const account = world.accounts.find(link.object.account)!.object;
  if (method !== "POST") return page(response, 200, onboardingPage(account, form, null));
  const back = link.object.return_url ?? link.object.refresh_url;
  if (form.get("intent") === "later") return redirect(response, back);
  const [givenName, surname] = [(form.get("given_name") ?? "").trim(), (form.get("surname") ?? "").trim()];
  if (!givenName || !surname)
    return page(response, 422, onboardingPage(account, form, "Write your given name and your surname."));
  const bank =
    (["works", "fails", "fails_late"] as const).find((one) => one === form.get("bank")) ?? ("works" satisfies BankBehaviour);
  completeOnboarding(world, account.id, { givenName, surname, bank });
  link.object.used = true;
  world.accountLinks.save(link);
  emitThin(world, "v2.core.account_link.returned", {
    id: account.id,
    type: "v2.core.account",
    url: `/v2/core/accounts/${account.id}`,
  });
  redirect(response, back);
}

function redirect(response: ServerResponse, to: string) {
  response.writeHead(303, { location: to, "cache-control": "no-store" });
  response.end();
}

function page(response: ServerResponse, status: number, html: string) {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(html),
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(html);
}
