import { exponentOf, type Money, toMajor } from "#app/kernel/money.ts";

/** How a reader's language says things: catalogue texts, the tag for Intl, and names of countries. */
export interface Words {
  t(key: string, params?: Record<string, unknown>): string;
  /** BCP 47, "pt-BR". */
  intl: string;
  countryName(code: string): string;
}

/** An amount with its currency code, in the reader's number format, exact. A minus stands before it. */
export function writtenMoney({ intl }: Words, value: Money): string {
  const digits = exponentOf(value.currency);
  const format = new Intl.NumberFormat(intl, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  // A decimal text, not a float: Intl formats it exactly. Its narrow spaces are not in every font.
  const text = format.format(toMajor(value) as unknown as number).replace("-", "−");
  return `${text.replaceAll("\u202f", "\u00a0")}\u00a0${value.currency}`;
}

/** "16 November 2026": the day of an instant in UTC, or a plain day ("2026-11-16"). */
export function writtenDay({ intl }: Words, at: Date | string): string {
  const instant = typeof at === "string" ? new Date(`${at}T00:00:00Z`) : at;
  return new Intl.DateTimeFormat(intl, { dateStyle: "long", timeZone: "UTC" }).format(instant);
}

/** "16 Nov 2026" */
export function writtenShortDay({ intl }: Words, at: Date): string {
  return new Intl.DateTimeFormat(intl, { dateStyle: "medium", timeZone: "UTC" }).format(at);
}

/** "November 2026" from "2026-11". */
export function writtenMonth({ intl }: Words, month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat(intl, { month: "long", year: "numeric", timeZone: "UTC" }).format(first);
}

/** "20%" from basis points. */
export function writtenPercent({ intl }: Words, bps: number): string {
  return new Intl.NumberFormat(intl, { style: "percent", maximumFractionDigits: 2 }).format(bps / 10_000);
}

/** "39 h 55 min" */
export function writtenTime({ t }: Words, minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (rest === 0) return t("kit:hours", { hours });
  return hours === 0 ? t("kit:minutes", { minutes: rest }) : t("kit:hoursMinutes", { hours, minutes: rest });
}
