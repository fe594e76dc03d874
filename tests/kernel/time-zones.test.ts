import { expect, test } from "vitest";
import { isTimeZone, presentZone, timeZones } from "#app/kernel/time.ts";

test("zones are offered under their present names, and the old ones are still understood", () => {
  for (const [old, present] of [
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ] as const) {
    expect(presentZone(old)).toBe(present);
    expect(timeZones()).toContain(present);
    expect(timeZones()).not.toContain(old);
    expect(isTimeZone(old) && isTimeZone(present)).toBe(true);
  }
  expect(presentZone("Europe/Lisbon")).toBe("Europe/Lisbon");
});

test.for(["Mars/Olympus", "", "+02:00", "utc+1", "Europe/Lisbon; drop"])("%o is no zone", (name) => {
  expect(isTimeZone(name)).toBe(false);
});

test("every zone that is offered works", () => {
  expect(timeZones().length).toBeGreaterThan(400);
  for (const zone of timeZones()) expect(() => new Intl.DateTimeFormat("en", { timeZone: zone }).format(0)).not.toThrow();
});
