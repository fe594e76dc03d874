import { exponentOf, isCurrency, money, toMajor } from "#app/kernel/money.ts";

/** What can reach a person; each is a sentence of the catalogue, "notifications:kinds.<kind>". */
export const notificationKinds = [
  "amendment-proposed",
  "amendment-accepted",
  "amendment-declined",
  "personal-data-exported",
  "application-invited",
  "application-applied",
  "application-shortlisted",
  "application-declined",
  "application-withdrawn",
  "offer-sent",
  "offer-declined",
  "offer-withdrawn",
  "offer-expired",
  "contract-accepted",
  "contract-ended",
  "pictures-stopped",
  "message",
  "timesheet-frozen-agent",
  "timesheet-frozen-business",
  "timesheet-approved",
  "late-time-asked",
  "late-time-approved",
  "late-time-declined",
  "late-time-contested",
  "late-time-allowed",
  "late-time-refused",
  "week-question-asked",
  "week-question-answered",
  "week-change-proposed",
  "week-change-accepted",
  "week-change-declined",
  "arrangement-changed",
  "bill-closed",
  "bill-paid",
  "charge-failed",
  "terms-invoice-issued",
  "terms-invoice-due",
  "terms-invoice-late",
  "terms-invoice-paid-outside",
  "rank-question-answered",
  "rank-question-asked",
  "reconciliation-case",
  "chargeback-opened",
  "chargeback-won",
  "chargeback-lost",
  "chargeback-holds-pay",
  "chargeback-frees-pay",
  "chargeback-keeps-pay",
  "refund-sent",
  "refund-credited",
  "refund-failed",
  "dispute-opened",
  "dispute-contested",
  "dispute-silent-agent",
  "dispute-silent-business",
  "dispute-agreed",
  "dispute-withdrawn",
  "dispute-decided-agent",
  "dispute-decided-business",
  "charge-failed-retry",
  "business-unpaid",
  "contract-paused",
  "contract-resumed",
  "exposure-warning",
  "exposure-reached",
  "exposure-warning-agent",
  "exposure-reached-agent",
  "bonus-given",
  "payout-paid",
  "payout-failed",
  "payout-held",
  "payout-requirements",
  "payout-account-restricted",
  "promotion-proposed",
  "promotion-approved",
  "promotion-declined",
  "review-revealed",
  "search-found",
  "shifts-published",
  "shifts-offered",
  "shift-assigned",
  "shift-changed",
  "shift-cancelled",
  "shift-claimed",
  "shift-released",
  "shift-open",
  "swap-offered",
  "swap-done",
  "swap-agreed",
  "swap-waiting",
  "swap-declined",
  "swap-refused",
  "swap-withdrawn",
  "tax-form-asked",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** Told in the product only: the mail that carries the documents says it too (`mailDocumentsFlow`), so nobody gets two. */
export const mailedWithDocuments: NotificationKind[] = ["bill-closed"];

/** What a sentence is filled with: names, and money and dates as data, so that each reader sees them in their own way. */
export type NotificationParams = Record<string, string | number>;

/** What one side is told, and where it leads. */
export interface Notice {
  kind: NotificationKind;
  href: string;
  params: NotificationParams;
}

/**
 * The parameters as a reader of a language sees them.
 * @param params `amount` (minor units) goes with `currency`; `week` is a Monday, `day` a date; `minutes` become hours and minutes
 * @param intl a BCP 47 tag for Intl
 */
export function readableParams(params: NotificationParams, intl: string): NotificationParams {
  const shown = { ...params };
  const { amount, currency, week, day, minutes } = params;
  if (typeof currency === "string" && isCurrency(currency) && amount !== undefined) {
    const digits = exponentOf(currency);
    const format = new Intl.NumberFormat(intl, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    // A decimal text, not a float: Intl formats it exactly. The code and not a sign: several dollars meet here.
    shown.amount = `${format.format(toMajor(money(BigInt(amount), currency)) as `${number}`)}\u00a0${currency}`;
  }
  const longDate = (day: string) =>
    new Intl.DateTimeFormat(intl, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  if (typeof week === "string") shown.week = longDate(week);
  if (typeof day === "string") shown.day = longDate(day);
  if (typeof minutes === "number")
    shown.time = minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return shown;
}
