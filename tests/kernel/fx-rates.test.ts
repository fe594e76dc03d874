import { expect, test } from "vitest";
import { convert } from "#app/edges/stripe/sandbox/fx-table.ts";
import { FX_DATE, FX_SOURCE, hasReferenceRate, referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, money, RATE_SCALE } from "#app/kernel/money.ts";

test("reference rates are dated, and name their source", () => {
  expect(FX_DATE).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(FX_SOURCE).toContain(FX_DATE.split("-").map(Number).join("."));
});

test.for([
  ["USD", "EUR", 880_225_880n],
  ["EUR", "USD", 1_136_072_027n],
  ["EUR", "PLN", 4_373_089_939n],
  ["NGN", "USD", 754_054n],
  ["GBP", "GBP", RATE_SCALE],
] as const)("one %s is so many %s", ([from, to, rate]) => {
  expect(referenceRate(from, to)).toBe(rate);
});

test("there and back is the same to a millionth", () => {
  for (const code of ["EUR", "GBP", "JPY", "HUF", "NGN", "TND"]) {
    const product = (referenceRate("USD", code) * referenceRate(code, "USD")) / RATE_SCALE;
    expect(product > RATE_SCALE - 1_000_000n && product < RATE_SCALE + 1_000_000n, code).toBe(true);
  }
});

test("a currency without a rate is refused by name", () => {
  expect(hasReferenceRate("XPF")).toBe(false);
  expect(() => referenceRate("USD", "XPF")).toThrow("XPF");
});

test("the sandbox, which imports nothing of ours, holds the same rates: it gives 1% less", () => {
  for (const code of ["EUR", "GBP", "CAD", "CHF", "CZK", "DKK", "HUF", "NOK", "PLN", "RON", "SEK"]) {
    const reference = Number(convertMoney(money(1_000_000, "USD"), code, referenceRate("USD", code)).minor);
    expect(convert(1_000_000, "usd", code.toLowerCase()).amount / reference, code).toBeCloseTo(0.99, 5);
  }
});
