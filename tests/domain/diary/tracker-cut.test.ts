import fc from "fast-check";
import { answerGap, beginMemory, cutAt, type TrackerMemory } from "#app/domain/diary/tracker-cut.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const started = at("2026-11-18T09:04Z");
const fresh = (): TrackerMemory => beginMemory({ startedAt: started, recordedUntil: started, lastSeenAt: started });
const ms = (iso: string) => at(iso).getTime();
const words = (pieces: { startedAt: Date; minutes: number }[]) =>
  pieces.map((piece) => `${piece.startedAt.toISOString().slice(11, 16)}+${piece.minutes}`);

/** Looks at the clock every quarter of a minute, as the page does. */
function lookThrough(memory: TrackerMemory, from: string, to: string) {
  const pieces: { startedAt: Date; minutes: number }[] = [];
  let known = memory;
  for (let now = ms(from); now <= ms(to); now += 15_000) {
    const cut = cutAt(known, now, false);
    known = cut.memory;
    pieces.push(...cut.pieces);
  }
  return { memory: known, pieces };
}

test("each slot is cut when it is complete, the rest at the stop", () => {
  const running = lookThrough(fresh(), "2026-11-18T09:04Z", "2026-11-18T09:27Z");
  expect(words(running.pieces)).toEqual(["09:04+6", "09:10+10"]);
  const stopped = cutAt(running.memory, ms("2026-11-18T09:27:40Z"), true);
  expect(words(stopped.pieces)).toEqual(["09:20+7"]);
  expect(stopped.memory.recorded).toBe(ms("2026-11-18T09:27Z"));
});

test("a sleep becomes a question: what was seen counts, the rest waits for the answer", () => {
  const running = lookThrough(fresh(), "2026-11-18T09:04Z", "2026-11-18T09:23Z");
  const awake = cutAt(running.memory, ms("2026-11-18T10:02:30Z"), false);
  expect(words(awake.pieces)).toEqual(["09:20+3"]);
  expect(awake.memory.gap).toEqual({ from: ms("2026-11-18T09:23Z"), to: ms("2026-11-18T10:02:30Z") });

  const worked = answerGap(awake.memory, true);
  expect(words(worked.pieces)).toEqual(["09:23+7", "09:30+10", "09:40+10", "09:50+10", "10:00+2"]);
  expect(worked.memory.gap).toBeNull();
  expect(answerGap(awake.memory, false)).toEqual({ memory: { ...awake.memory, gap: null }, pieces: [] });

  const later = lookThrough(awake.memory, "2026-11-18T10:02:45Z", "2026-11-18T10:10Z");
  expect(words(later.pieces)).toEqual(["10:03+7"]);
});

test("without an answer the server need not record after the last that was seen", () => {
  const running = lookThrough(fresh(), "2026-11-18T09:04Z", "2026-11-18T09:23Z");
  const stopped = cutAt(running.memory, ms("2026-11-18T10:02:30Z"), true);
  expect(stopped.memory.recorded).toBe(ms("2026-11-18T09:23Z"));
});

test("whenever it looks, however long it sleeps, minutes are cut once and never outside the session", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 30 }),
      (steps) => {
        let now = started.getTime();
        let memory = fresh();
        const minutes = new Set<number>();
        for (const [seconds, partial, answered] of steps) {
          now += seconds * 1000;
          const cut = cutAt(memory, now, partial);
          const answer = answerGap(cut.memory, answered);
          memory = answer.memory;
          for (const piece of [...cut.pieces, ...answer.pieces])
            for (let minute = 0; minute < piece.minutes; minute++) {
              const begins = piece.startedAt.getTime() + minute * 60_000;
              expect(minutes.has(begins)).toBe(false);
              expect(begins >= started.getTime() && begins + 60_000 <= now).toBe(true);
              minutes.add(begins);
            }
        }
      },
    ),
  );
});
