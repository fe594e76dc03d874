import fc from "fast-check";
import { beginMemory, cutAt, freshMemory, type Gap, idleSince, type Piece, piecesOfGap } from "#app/domain/diary/tracker-cut.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const ms = (iso: string) => at(`2026-11-18T${iso}Z`).getTime();
const words = (pieces: Pick<Piece, "startedAt" | "minutes">[]) =>
  pieces.map((piece) => `${piece.startedAt.toISOString().slice(11, 16)}+${piece.minutes}`);
const gapWords = (gaps: Gap[]) =>
  gaps.map(
    ({ why, from, to }) => `${why} ${new Date(from).toISOString().slice(11, 16)}-${new Date(to).toISOString().slice(11, 16)}`,
  );

/** Looks at the clock every five seconds, as the page does; `active` says when there are signs of life. */
function lookThrough(
  memory: ReturnType<typeof freshMemory>,
  [from, to]: [string, string],
  { asks = true, active = () => true }: { asks?: boolean; active?: (now: number) => boolean } = {},
) {
  const pieces: Piece[] = [];
  const gaps: Gap[] = [];
  let known = memory;
  for (let now = ms(from); now <= ms(to); now += 5_000) {
    const cut = cutAt(known, { now, partial: false, asks, active: active(now) });
    known = cut.memory;
    pieces.push(...cut.pieces);
    gaps.push(...cut.gaps);
  }
  return { memory: known, pieces, gaps };
}
const stopAt = (memory: ReturnType<typeof freshMemory>, time: string, asks = true) =>
  cutAt(memory, { now: ms(time), partial: true, asks, active: true });

test("each slot is cut when it is complete, the rest at the stop", () => {
  const running = lookThrough(freshMemory(ms("09:04")), ["09:04", "09:27"]);
  expect(words(running.pieces)).toEqual(["09:04+6", "09:10+10"]);
  const stopped = stopAt(running.memory, "09:27:40");
  expect(words(stopped.pieces)).toEqual(["09:20+7"]);
  expect(stopped.memory.recorded).toBe(ms("09:27"));
});

test("active minutes are those with a sign of life, each once", () => {
  const odd = (now: number) => Math.floor(now / 60_000) % 2 === 1;
  const { pieces } = lookThrough(freshMemory(ms("09:00")), ["09:00", "09:21"], { active: odd });
  expect(pieces.map((one) => [one.minutes, one.activeMinutes])).toEqual([
    [10, 5],
    [10, 5],
  ]);
});

test("ten quiet minutes become a question that begins with the last sign of life, not ten minutes later", () => {
  const busyUntil = (time: string) => (now: number) => now <= ms(time);
  const quiet = lookThrough(freshMemory(ms("09:00")), ["09:00", "09:17:05"], { active: busyUntil("09:07") });
  expect([words(quiet.pieces), quiet.gaps]).toEqual([[], []]);
  expect(new Date(idleSince(quiet.memory, ms("09:17:05"), true)!).toISOString()).toContain("T09:07");
  expect(idleSince(quiet.memory, ms("09:17"), true)).toBeNull();
  const back = lookThrough(quiet.memory, ["09:17:10", "09:31"], { active: (now) => now > ms("09:20:30") });
  expect(gapWords(back.gaps)).toEqual(["idle 09:07-09:21"]);
  expect(words(back.pieces)).toEqual(["09:00+7", "09:21+9"]);
  expect(words(piecesOfGap(back.gaps[0]!))).toEqual(["09:07+3", "09:10+10", "09:20+1"]);
});

test("nine quiet minutes are work", () => {
  const quiet = (now: number) => now < ms("09:03") || now > ms("09:12");
  const { pieces, gaps } = lookThrough(freshMemory(ms("09:00")), ["09:00", "09:21"], { active: quiet });
  expect([words(pieces), gaps]).toEqual([["09:00+10", "09:10+10"], []]);
});

test("a call of an hour is no idleness: on call and in the queue nobody is asked", () => {
  const { pieces, gaps, memory } = lookThrough(freshMemory(ms("09:00")), ["09:00", "10:00"], {
    asks: false,
    active: () => false,
  });
  expect(pieces).toHaveLength(6);
  expect([gaps, idleSince(memory, ms("10:00"), false)]).toEqual([[], null]);
});

test("a sleep becomes a question whatever the kind: what was seen counts, the rest waits for the answer", () => {
  for (const asks of [true, false]) {
    const running = lookThrough(freshMemory(ms("09:04")), ["09:04", "09:23"], { asks });
    const awake = cutAt(running.memory, { now: ms("10:02:30"), partial: false, asks, active: false });
    expect(words(awake.pieces)).toEqual(["09:20+3"]);
    expect(gapWords(awake.gaps)).toEqual(["sleep 09:23-10:03"]);
    const later = lookThrough(awake.memory, ["10:02:35", "10:10"], { asks });
    expect(words(later.pieces)).toEqual(["10:03+7"]);
  }
});

test("a machine that falls asleep while nobody is there asks about all of it at once", () => {
  const quiet = lookThrough(freshMemory(ms("09:00")), ["09:00", "09:30"], { active: (now) => now <= ms("09:05") });
  const awake = cutAt(quiet.memory, { now: ms("12:00"), partial: false, asks: true, active: true });
  expect([words(awake.pieces), gapWords(awake.gaps)]).toEqual([["09:00+5"], ["sleep 09:05-12:00"]]);
});

test("a session of another device is taken up where the server has it, and this device asks nothing before it would know", () => {
  const memory = beginMemory({ recordedUntil: at("2026-11-18T09:10Z"), lastSeenAt: at("2026-11-18T09:10:05Z") });
  const { pieces, gaps } = lookThrough(memory, ["09:15", "09:21"]);
  expect([words(pieces), gaps]).toEqual([["09:10+10"], []]);
});

test("whatever the device sees, minutes are cut or asked about once, in order, and never outside the session", () => {
  const looks = fc.array(fc.record({ after: fc.integer({ min: 1, max: 2_000 }), active: fc.boolean(), partial: fc.boolean() }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(looks, fc.boolean(), (steps, asks) => {
      let memory = freshMemory(ms("09:04"));
      let now = ms("09:04");
      const taken: { from: number; to: number }[] = [];
      for (const { after, active, partial } of steps) {
        now += after * 1000;
        const cut = cutAt(memory, { now, active: active || partial, partial, asks });
        memory = cut.memory;
        for (const { startedAt, minutes } of cut.pieces)
          taken.push({ from: startedAt.getTime(), to: startedAt.getTime() + minutes * 60_000 });
        taken.push(...cut.gaps);
        for (const { to } of cut.gaps) expect(to - now).toBeLessThan(60_000);
      }
      const last = cutAt(memory, { now: now + 1000, active: true, partial: true, asks });
      for (const { startedAt, minutes } of last.pieces)
        taken.push({ from: startedAt.getTime(), to: startedAt.getTime() + minutes * 60_000 });
      taken.push(...last.gaps);
      const sorted = taken.filter((one) => one.to > one.from).sort((a, b) => a.from - b.from);
      let end = ms("09:04");
      for (const one of sorted) {
        expect(one.from).toBe(end);
        end = one.to;
      }
      // Nothing is left over but the minute that has begun.
      expect(Math.abs(end - now)).toBeLessThanOrEqual(61_000);
    }),
  );
});
