import { RATE_SCALE } from "#app/kernel/money.ts";

/** "1 USD = 0.880226 EUR" in the reader's number format. @param rate units of `to` for one of `from`, scaled by RATE_SCALE */
export function formatRate(rate: bigint, from: string, to: string, locale: string): string {
  const digits = rate.toString().padStart(RATE_SCALE.toString().length, "0");
  const text = `${digits.slice(0, -9)}.${digits.slice(-9)}`;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 6 });
  return `1 ${from} = ${format.format(text as unknown as number)} ${to}`;
}

/** Basis points as a signed percentage, "−1.00%". */
export function formatDifference(bps: number, locale: string): string {
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2, signDisplay: "exceptZero" });
  return percent.format(bps / 10_000).replace("-", "−");
}
