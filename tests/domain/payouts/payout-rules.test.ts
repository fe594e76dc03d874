import { expect, test } from "vitest";
import { amountToSend, failureAdvice, hindrance } from "#app/domain/payouts/payout.ts";
import { estimateOf, rateDifference } from "#app/domain/payouts/quote.ts";
import { money, parseRate } from "#app/kernel/money.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-25T13:00Z");
const active = { state: "active" as const, usableFrom: at("2026-11-25T13:00Z") };

test.for([
  [null, 5_000n, "noAccount"],
  [{ state: "reserved", usableFrom: null }, 5_000n, "accountNotReady"],
  [{ state: "onboarding", usableFrom: null }, 5_000n, "accountNotReady"],
  [{ state: "restricted", usableFrom: at("2026-11-01T00:00Z") }, 5_000n, "restricted"],
  [{ state: "active", usableFrom: at("2026-11-25T13:01Z") }, 5_000n, "methodRests"],
  [active, 0n, "nothingAvailable"],
  [active, 999n, "belowMinimum"],
  [active, 1_000n, null],
] as const)("%j with %s minor units available: %s", ([account, available, reason]) => {
  expect(hindrance(account, available, "USD", now)).toBe(reason);
});

test.for([
  ["EUR", 25_219n, 25_219n, 25_219n],
  ["HUF", 9_267_375n, 9_267_375n, 9_267_300n],
  // 0.75 from before and 0.75 now make one more whole forint.
  ["HUF", 1_853_475n, 1_853_550n, 1_853_500n],
  ["HUF", 1_853_400n, 1_853_499n, 1_853_400n],
  // Another payout's money in the same account is not touched.
  ["HUF", 100n, 5_000_000n, 100n],
] as const)("of %s %s arrived and %s in the account, %s go to the bank", ([currency, arrived, available, sent]) => {
  expect(amountToSend(currency, arrived, available)).toBe(sent);
});

test("an estimate is at the reference rate, in whole units where the bank takes no others", () => {
  // 0.88022588 less 1%; the sandbox of Stripe converts at the same: 252.19.
  expect(estimateOf(money(28_940n, "USD"), "EUR")).toEqual({ local: money(25_219n, "EUR"), rate: "0.871423621" });
  expect(estimateOf(money(28_940n, "USD"), "HUF")?.local).toEqual(money(9_267_300n, "HUF"));
  expect(estimateOf(money(28_940n, "USD"), "XOF")).toBeNull();
  expect(estimateOf(money(28_940n, "USD"), "USD")).toBeNull();
});

test("how far a rate lies from the reference, in basis points, half away from zero", () => {
  expect(rateDifference(parseRate("0.99"), parseRate("1"))).toBe(-100);
  expect(rateDifference(parseRate("1.00005"), parseRate("1"))).toBe(1);
  expect(rateDifference(parseRate("0.99995"), parseRate("1"))).toBe(-1);
  expect(rateDifference(parseRate("1"), parseRate("1"))).toBe(0);
});

test.for([
  ["account_closed", "bank"],
  ["bank_account_unusable", "bank"],
  ["could_not_process", "bank"],
  ["insufficient_capabilities_for_transfer", "account"],
  ["balance_insufficient", "ours"],
  ["something_new", "other"],
  [null, "other"],
] as const)("a payout that failed for %s is for the %s to mend", ([code, advice]) => {
  expect(failureAdvice(code)).toBe(advice);
});
