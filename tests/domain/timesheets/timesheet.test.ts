import fc from "fast-check";
import { sharesOf, timesheetLifecycle, weekPay } from "#app/domain/timesheets/timesheet.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { expect, test } from "#tests/setup/test.ts";

test.for([
  [725n, 2_395, 28_940n],
  [1_200n, 1, 20n],
  [1_000n, 1, 17n],
  [101n, 30, 51n],
  [1_650n, 1_368, 37_620n],
  [50_000n, 10_080, 8_400_000n],
  [1_200n, 0, 0n],
] as const)("%d an hour for %d minutes is %d, rounded half up once", ([rate, minutes, pay]) => {
  expect(weekPay(money(rate, "USD"), minutes)).toEqual(money(pay, "USD"));
});

test("the pay of any week is within half a cent of the exact amount", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 100n, max: 50_000n }), fc.integer({ min: 0, max: 10_080 }), (rate, minutes) => {
      const off = weekPay(money(rate, "EUR"), minutes).minor * 60n - rate * BigInt(minutes);
      expect(off > -30n && off <= 30n).toBe(true);
    }),
  );
});

const worked = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 300 });

test("the shares of the segments add up to the pay, to the cent", () => {
  fc.assert(
    fc.property(worked, fc.bigInt({ min: 0n, max: 10_000_000n }), (minutes, pay) => {
      const shares = sharesOf(pay, minutes);
      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(pay);
    }),
  );
});

test("no share is a cent or more away from its part, and equal work differs by a cent at most, the earlier first", () => {
  fc.assert(
    fc.property(worked, fc.bigInt({ min: 100n, max: 50_000n }), (minutes, rate) => {
      const total = minutes.reduce((sum, one) => sum + one, 0);
      const pay = weekPay(money(rate, "GBP"), total).minor;
      const shares = sharesOf(pay, minutes);
      shares.forEach((share, index) => {
        const off = share * BigInt(total) - pay * BigInt(minutes[index]!);
        expect(off < BigInt(total) && off > -BigInt(total)).toBe(true);
        const later = shares.findIndex((_, other) => other > index && minutes[other] === minutes[index]);
        if (later > 0) expect(share - shares[later]! === 0n || share - shares[later]! === 1n).toBe(true);
      });
    }),
  );
});

test("three equal segments share ten cents in order of start", () => {
  expect(sharesOf(10n, [10, 10, 10])).toEqual([4n, 3n, 3n]);
  expect(sharesOf(0n, [10, 5])).toEqual([0n, 0n]);
  expect(sharesOf(100n, [])).toEqual([]);
});

test("an approved week stays approved; in a disputed one the undisputed time is approved all the same", () => {
  expect(timesheetLifecycle.next("inReview", "approve")).toBe("approved");
  expect(timesheetLifecycle.next("inReview", "lapse")).toBe("approved");
  for (const action of ["approve", "lapse", "resolve"] as const)
    expect(timesheetLifecycle.next("disputed", action)).toBe("approved");
  expect(() => timesheetLifecycle.next("approved", "dispute")).toThrow(Conflict);
  expect(timesheetLifecycle.actions("approved")).toEqual([]);
});
