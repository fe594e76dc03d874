import type { ServerResponse } from "node:http";
import { completeSession, type Holder } from "./checkout-sessions.ts";
import { completeOnboarding } from "./connect-accounts.ts";
import { emitThin } from "./events.ts";
import { cardPage, challengePage, invoicePage, messagePage, moneyText, onboardingPage } from "./hosted-html.ts";
import { linesOf } from "./invoice-object.ts";
import { payHosted } from "./invoices.ts";
import { answerChallenge } from "./payment-intents.ts";
import { StripeFault } from "./stripe-fault.ts";
import { bankNamed } from "./test-banks.ts";
import { type Card, testCard } from "./test-cards.ts";
import type { World } from "./world.ts";

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
  if (first === "i" && second) return invoicePayment(world, method, second, form, response);
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
  const typed = typedCard(world, form);
  if (typeof typed === "string") return show(typed, 422);
  const { card } = typed;
  const holder: Holder = { ...typed.holder, email: session.customer_email ?? undefined };
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

/** @returns what is wrong with what was typed, in words, or the card */
function typedCard(world: World, form: URLSearchParams): string | { card: Card; holder: Holder } {
  const card = testCard(form.get("number") ?? "");
  if (!card) return "Your card number is not one of the test cards below.";
  const expiry = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/.exec(form.get("expiry") ?? "");
  const month = Number(expiry?.[1]);
  const year = Number(expiry?.[2]) + (expiry?.[2]?.length === 2 ? 2000 : 0);
  const now = new Date(world.clock.now());
  const past = year < now.getUTCFullYear() || (year === now.getUTCFullYear() && month < now.getUTCMonth() + 1);
  if (!expiry || month < 1 || month > 12 || past) return "Your card's expiry date is not in the future. Write it as MM / YY.";
  if (!/^\d{3,4}$/.test((form.get("cvc") ?? "").trim())) return "Your card's security code has three or four digits.";
  const name = (form.get("name") ?? "").trim();
  return name ? { card, holder: { name, expMonth: month, expYear: year } } : "Write the name on the card.";
}

function invoicePayment(world: World, method: string, id: string, form: URLSearchParams, response: ServerResponse) {
  const invoice = world.invoices.find(id)?.object;
  if (!invoice || invoice.status === "draft")
    return page(response, 404, messagePage("There is no such invoice", "Ask who sent it for a new link."));
  const amount = moneyText(invoice.status === "paid" ? invoice.amount_due : invoice.amount_remaining, invoice.currency);
  if (invoice.status === "paid")
    return page(response, 200, messagePage("Invoice paid", `Invoice ${invoice.number} over ${amount} is paid. Thank you.`));
  if (invoice.status === "void")
    return page(response, 410, messagePage("Invoice voided", `Invoice ${invoice.number} need not be paid any more.`));
  const lines = linesOf(world, id);
  const show = (problem: string | null, status = 200) => page(response, status, invoicePage(invoice, lines, form, problem));
  if (method !== "POST") return show(null);
  const typed = typedCard(world, form);
  if (typeof typed === "string") return show(typed, 422);
  if (form.get("challenge") === "fail") return show("We could not authenticate your card. Try again or use another one.", 402);
  try {
    const next = payHosted(world, id, typed.card, typed.holder, form.get("challenge") === "pass");
    if (next === "challenge")
      return page(response, 200, challengePage(form, `Your bank asks you to confirm a payment of ${amount}.`));
    redirect(response, `/i/${id}`);
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
    const amount = moneyText(intent.amount, intent.currency);
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
  const bank = bankNamed(form.get("bank") ?? "works") ?? "works";
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
