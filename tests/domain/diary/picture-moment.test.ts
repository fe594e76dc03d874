import fc from "fast-check";
import { isPictureDue, pictureMoment } from "#app/domain/diary/picture-moment.ts";
import { slotBegin } from "#app/domain/diary/slots.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const nine = at("2026-11-18T09:00Z").getTime();
const SLOT = 600_000;

test("each slot has one moment, the same wherever in the slot it is asked, half a minute away from its ends", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 0, max: 5_000_000 }),
      fc.integer({ min: 0, max: SLOT - 1 }),
      (seed, slot, inside) => {
        const moment = pictureMoment(seed, slot * SLOT + inside);
        expect(moment).toBe(pictureMoment(seed, slot * SLOT));
        expect(moment - slot * SLOT).toBeGreaterThanOrEqual(30_000);
        expect(moment - slot * SLOT).toBeLessThan(SLOT - 30_000);
      },
    ),
  );
});

test("moments are spread evenly: of 9,000 slots each of nine minutes gets about a thousand", () => {
  const minutes = new Array<number>(9).fill(0);
  for (let slot = 0; slot < 9000; slot++) {
    const begin = nine + slot * SLOT;
    minutes[Math.floor((pictureMoment("seed", begin) - begin - 30_000) / 60_000)]!++;
  }
  for (const count of minutes) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test("neither the slot before nor another device's moment tells it", () => {
  const inside = (seed: string, slot: number) => pictureMoment(seed, nine + slot * SLOT) - (nine + slot * SLOT);
  const pairs = Array.from({ length: 2000 }, (_, slot) => [inside("a", slot), inside("a", slot + 1), inside("b", slot)] as const);
  for (const other of [1, 2] as const) {
    const mean = (pick: 0 | 1 | 2) => pairs.reduce((sum, one) => sum + one[pick], 0) / pairs.length;
    const [m, n] = [mean(0), mean(other)];
    const over = pairs.reduce((sum, one) => sum + (one[0] - m) * (one[other] - n), 0);
    const [a, b] = [0 as const, other].map((pick) => pairs.reduce((sum, one) => sum + (one[pick] - mean(pick)) ** 2, 0));
    expect(Math.abs(over / Math.sqrt(a! * b!))).toBeLessThan(0.08);
  }
});

test("due from its moment to the end of the slot, once", () => {
  const moment = pictureMoment("seed", nine);
  expect([moment - 1, moment, nine + SLOT - 1].map((now) => isPictureDue("seed", now, null))).toEqual([false, true, true]);
  expect(isPictureDue("seed", nine + SLOT - 1, slotBegin(moment))).toBe(false);
});
