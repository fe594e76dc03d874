import { divideHalfUp, parseRate, RATE_SCALE } from "./money.ts";

/** The day of the rates below. */
export const FX_DATE = "2026-09-29";
export const FX_SOURCE = "@fawazahmed0/currency-api 2026.9.29 (npm; github.com/fawazahmed0/exchange-api)";

/**
 * Units of each currency for one US dollar on FX_DATE. Reference rates: for ranking, prefill and hints. Money that is paid converts at the
 * rail's actual rate (product.md, "Pay").
 */
const perDollar: Record<string, string> = {
  USD: "1",
  AUD: "1.42474718",
  BDT: "123.16891421",
  BRL: "5.22423802",
  CAD: "1.41883839",
  CHF: "0.83337046",
  COP: "3368.96109648",
  CZK: "21.4727314",
  DKK: "6.57977819",
  EGP: "52.05019502",
  EUR: "0.88022588",
  GBP: "0.75538854",
  GHS: "11.64619458",
  HUF: "323.46181085",
  IDR: "18016.34310713",
  INR: "96.08534228",
  ISK: "120.56410863",
  JPY: "157.47729333",
  KES: "129.67469522",
  MAD: "9.64796896",
  MXN: "18.00541451",
  NGN: "1326.1643995",
  NOK: "9.54687473",
  NZD: "1.76734151",
  PEN: "3.41601334",
  PHP: "62.51753917",
  PKR: "277.13616015",
  PLN: "3.84930694",
  RON: "4.64606584",
  SEK: "9.98048953",
  SGD: "1.2786578",
  TND: "2.9692935",
  TRY: "48.99546313",
  UAH: "44.92396045",
  VND: "25947.76804973",
  ZAR: "16.44012275",
};

export function hasReferenceRate(currency: string): boolean {
  return perDollar[currency] !== undefined;
}

/**
 * Units of `to` for one unit of `from` (major units), scaled by RATE_SCALE and rounded half up.
 * @throws RangeError when the table lacks one of them
 */
export function referenceRate(from: string, to: string): bigint {
  const [one, other] = [perDollar[from], perDollar[to]];
  if (!one || !other) throw new RangeError(`no reference rate from ${from} to ${to}`);
  if (from === to) return RATE_SCALE;
  return divideHalfUp(parseRate(other) * RATE_SCALE, parseRate(one));
}
