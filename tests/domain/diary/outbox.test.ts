import fc from "fast-check";
import { moved, type OutboxEntry, settle } from "#app/domain/diary/outbox.ts";
import { newId } from "#app/kernel/ids.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const entryAt = (iso: string, minutes = 10, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id: newId(),
  agentId: newId(),
  contractId: newId(),
  startedAt: at(iso).getTime(),
  minutes,
  kind: "tracked",
  memo: "Chat",
  activeMinutes: 0,
  session: at("2026-11-18T09:00Z").getTime(),
  unsure: false,
  refused: null,
  ...more,
});
const words = (entries: OutboxEntry[]) =>
  entries.map((one) => `${new Date(one.startedAt).toISOString().slice(11, 16)}+${one.minutes}/${one.activeMinutes}`);

test("an entry goes only with a final word; what may be tried again stays as it is", () => {
  const entry = entryAt("2026-11-18T09:00Z");
  const { id } = entry;
  for (const verdict of ["accepted", "duplicate", "overLimit", "needsApproval"] as const)
    expect(settle(entry, { id, verdict })).toEqual([]);
  expect(settle(entry, { id, verdict: "refused", key: "diary:refused.paused", retry: true })).toEqual([entry]);
  expect(settle(entry, { id, verdict: "refused", key: "diary:refused.clock" })).toEqual([entry]);
});

test("a refused one stays, with its reason", () => {
  const entry = entryAt("2026-11-18T09:00Z");
  const verdict = { id: entry.id, verdict: "refused", key: "diary:refused.tooOld", params: {} } as const;
  expect(settle(entry, verdict)).toEqual([{ ...entry, refused: { key: "diary:refused.tooOld", params: {} } }]);
});

test("minutes that another device has recorded in the same session are no news; the rest of them is still work", () => {
  const entry = entryAt("2026-11-18T09:10Z", 10, { activeMinutes: 6 });
  const overlap = (from: string, to: string) =>
    ({ id: entry.id, verdict: "refused", key: "diary:refused.overlap", params: { from, to } }) as const;
  expect(settle(entry, overlap("2026-11-18T09:10:00.000Z", "2026-11-18T09:20:00.000Z"))).toEqual([]);
  const rest = settle(entry, overlap("2026-11-18T09:12:00.000Z", "2026-11-18T09:17:00.000Z"));
  expect(words(rest)).toEqual(["09:10+2/2", "09:17+3/3"]);
  expect(new Set([entry.id, ...rest.map((one) => one.id)]).size).toBe(3);
  // Time from before the session is other work: the agent has to know of it, and the rest still goes out.
  const [left, told] = settle(entryAt("2026-11-18T09:00Z"), overlap("2026-11-18T08:55:00.000Z", "2026-11-18T09:05:00.000Z"));
  expect(words([left!, told!])).toEqual(["09:05+5/0", "09:00+5/0"]);
  expect([left!.refused, told!.refused?.key]).toEqual([null, "diary:refused.overlap"]);
  // A minute at the seam of two sessions is the clocks', not the agent's: it is recorded already.
  expect(words(settle(entryAt("2026-11-18T09:00Z"), overlap("2026-11-18T08:51:00.000Z", "2026-11-18T09:01:00.000Z")))).toEqual([
    "09:01+9/0",
  ]);
});

test("moved to the right time, every minute stays and lies in one slot", () => {
  expect(words(moved(entryAt("2026-11-18T09:10Z", 10, { activeMinutes: 8, unsure: true }), 3 * 60_000))).toEqual([
    "09:13+7/7",
    "09:20+3/1",
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: -5e6, max: 5e6 }),
      (minute, length, by) => {
        const entry = entryAt(`2026-11-18T09:1${minute}Z`, Math.min(length, 10 - minute), { unsure: true, activeMinutes: 1 });
        const after = moved(entry, by);
        expect(after.reduce((sum, one) => sum + one.minutes, 0)).toBe(entry.minutes);
        expect(after.reduce((sum, one) => sum + one.activeMinutes, 0)).toBe(1);
        expect(Math.abs(after[0]!.startedAt - entry.startedAt - by)).toBeLessThanOrEqual(30_000);
        for (const { startedAt, minutes, unsure } of after) {
          expect(unsure).toBe(false);
          expect(Math.floor(startedAt / 600_000)).toBe(Math.floor((startedAt + minutes * 60_000 - 1) / 600_000));
        }
      },
    ),
  );
});
