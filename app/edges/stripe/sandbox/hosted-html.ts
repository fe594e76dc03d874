import type Stripe from "stripe";
import { testBanks } from "./test-banks.ts";
import { testCards } from "./test-cards.ts";

const style = `
:root{color-scheme:light dark;--paper:#f6f7fb;--raised:#fff;--ink:#1a1f36;--soft:#4f566b;--line:#c9cedb;--accent:#4f46e5;--bad:#b3123b}
@media (prefers-color-scheme:dark){:root{--paper:#11131c;--raised:#1b1f2d;--ink:#f1f3f9;--soft:#b4bccd;--line:#454c60;--accent:#a5b4fc;--bad:#ff9db0}}
*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;background:var(--paper);color:var(--ink)}
header{padding:12px 20px;border-bottom:1px solid var(--line);font-weight:600}header span{font-weight:400;color:var(--soft)}
main{max-width:480px;margin:32px auto;padding:24px;background:var(--raised);border:1px solid var(--line);border-radius:12px}
h1{margin:0 0 8px;font-size:24px;line-height:1.25}h2{font-size:16px;margin:28px 0 8px}p{margin:0 0 16px;color:var(--soft)}
label,legend{display:block;margin:14px 0 4px;font-weight:600}fieldset{border:1px solid var(--line);border-radius:8px;margin:16px 0;padding:4px 14px 14px}
fieldset label{font-weight:400;margin:8px 0}input:not([type=radio]){width:100%;padding:10px 12px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:8px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}button{width:100%;margin-top:20px;padding:12px;font:inherit;font-weight:600;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--raised);cursor:pointer}
button.quiet{background:transparent;color:var(--accent);margin-top:10px}a{color:var(--accent)}.bad{padding:10px 12px;border:1px solid var(--bad);border-radius:8px;color:var(--bad)}
table{width:100%;border-collapse:collapse;font-size:14px}td,th{text-align:left;padding:6px 8px 6px 0;border-top:1px solid var(--line);vertical-align:top}td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}@media (max-width:520px){main{margin:0;border:0;border-radius:0}}`;

function safe(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function document(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${safe(title)} · Stripe sandbox</title><style>${style}</style></head><body><header>Stripe sandbox <span>· test mode, no real money</span></header><main>${body}</main></body></html>`;
}

function problemText(problem: string | null): string {
  return problem ? `<p class="bad" role="alert">${safe(problem)}</p>` : "";
}

interface FieldOptions {
  fallback?: string;
  inputMode?: string;
  autoComplete?: string;
}

function field(
  name: string,
  label: string,
  form: URLSearchParams,
  { fallback = "", inputMode = "text", autoComplete = "off" }: FieldOptions = {},
): string {
  const value = safe(form.get(name) ?? fallback);
  return `<div><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}" inputmode="${inputMode}" autocomplete="${autoComplete}" required></div>`;
}

/** The settlement currencies have two decimals each. @param amount minor units */
export function moneyText(amount: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount / 100);
}

function cardFields(form: URLSearchParams): string {
  return `${field("number", "Card number", form, { fallback: "4242 4242 4242 4242", inputMode: "numeric", autoComplete: "cc-number" })}
<div class="pair">${field("expiry", "Expiry (MM / YY)", form, { fallback: "12 / 34", autoComplete: "cc-exp" })}${field("cvc", "Security code", form, { fallback: "123", inputMode: "numeric", autoComplete: "cc-csc" })}</div>
${field("name", "Name on card", form, { autoComplete: "cc-name" })}`;
}

function cardTable(): string {
  const cards = testCards
    .map((card) => `<tr><td>${card.number.replace(/(.{4})(?=.)/g, "$1 ")}</td><td>${card.about}</td></tr>`)
    .join("");
  return `<h2>Test cards</h2><table><thead><tr><th scope="col">Number</th><th scope="col">What it does</th></tr></thead><tbody>${cards}</tbody></table>`;
}

/** @param problem shown above what was typed */
export function invoicePage(
  invoice: Stripe.Invoice,
  lines: Stripe.InvoiceLineItem[],
  form: URLSearchParams,
  problem: string | null,
): string {
  const amount = moneyText(invoice.amount_remaining, invoice.currency);
  const due = invoice.due_date ? ` Due ${new Date(invoice.due_date * 1000).toISOString().slice(0, 10)}.` : "";
  const rows = lines
    .map(
      (line) =>
        `<tr><td style="white-space:normal">${safe(line.description ?? "Item")}</td><td style="text-align:right">${moneyText(line.amount, line.currency)}</td></tr>`,
    )
    .join("");
  return document(
    `Invoice ${invoice.number}`,
    `<h1>${amount}</h1><p>Invoice ${safe(invoice.number ?? "")} from ${safe(invoice.account_name ?? "")} to ${safe(invoice.customer_name ?? invoice.customer_email ?? "")}.${due}</p>${problemText(problem)}
<table><thead><tr><th scope="col">Item</th><th scope="col" style="text-align:right">Amount</th></tr></thead><tbody>${rows}</tbody></table>
<form method="post">${cardFields(form)}<button type="submit">Pay ${amount}</button></form>${cardTable()}`,
  );
}

/** @param problem shown above what was typed */
export function cardPage(session: Stripe.Checkout.Session, form: URLSearchParams, problem: string | null): string {
  const cancel = session.cancel_url
    ? `<p style="margin-top:16px"><a href="${safe(session.cancel_url)}">Cancel and go back</a></p>`
    : "";
  return document(
    "Save a card",
    `<h1>Save a card</h1><p>It is kept with Stripe for later payments. Use a test card; nothing is charged now.</p>${problemText(problem)}
<form method="post">${cardFields(form)}<button type="submit">Save card</button></form>${cancel}
${cardTable()}`,
  );
}

/** Carries what was typed so far along, so that the card page's answer can be completed. */
export function challengePage(form: URLSearchParams, words: string): string {
  const carried = [...form]
    .filter(([name]) => name !== "challenge")
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`);
  return document(
    "Confirm with your bank",
    `<h1>Confirm with your bank</h1><p>${safe(words)}</p><form method="post">${carried.join("")}
<button type="submit" name="challenge" value="pass">Confirm</button><button class="quiet" type="submit" name="challenge" value="fail">Refuse</button></form>`,
  );
}

export function onboardingPage(account: Stripe.V2.Core.Account, form: URLSearchParams, problem: string | null): string {
  const country = (account.identity?.country ?? "").toUpperCase();
  const chosen = form.get("bank") ?? "works";
  const choices = Object.entries(testBanks)
    .map(
      ([value, { about, number }]) =>
        `<label><input type="radio" name="bank" value="${value}"${value === chosen ? " checked" : ""}> ${about} (${number})</label>`,
    )
    .join("");
  return document(
    "Get paid",
    `<h1>Get paid through Stripe</h1><p>Stripe asks who you are and where to send your money${country ? ` (${safe(country)})` : ""}. Everything here is a test.</p>${problemText(problem)}
<form method="post"><div class="pair">${field("given_name", "Given name", form, { autoComplete: "given-name", fallback: account.identity?.individual?.given_name ?? "" })}${field("surname", "Surname", form, { autoComplete: "family-name", fallback: account.identity?.individual?.surname ?? "" })}</div>
<fieldset><legend>Test bank account</legend>${choices}</fieldset>
<button type="submit" name="intent" value="finish">Agree and finish</button><button class="quiet" type="submit" name="intent" value="later" formnovalidate>Finish later</button></form>`,
  );
}

export function messagePage(title: string, words: string): string {
  return document(title, `<h1>${safe(title)}</h1><p>${safe(words)}</p>`);
}
