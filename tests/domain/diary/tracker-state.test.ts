import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import {
  answer,
  answerIdle,
  corrected,
  describe,
  emptyState,
  follow,
  look,
  quietSince,
  type Running,
  start,
  stop,
  straightened,
  type TrackerState,
  type Work,
} from "#app/domain/diary/tracker-state.ts";
import { heard, messageOf, OTHER_SESSION } from "#app/domain/diary/tracker-told.ts";
import { newId } from "#app/kernel/ids.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const ms = (time: string) => at(`2026-11-18T${time}Z`).getTime();
const sure = (time: string) => ({ now: ms(time), sure: true });
const agentId = newId();
const chat: Work = { contractId: newId(), mode: "tracked", memo: "Chat" };
const calls: Work = { contractId: newId(), mode: "on-call", memo: "Night line" };
const row = (work: Work, began: string, recorded = began): Running => ({
  ...work,
  startedAt: new Date(ms(began)),
  recordedUntil: new Date(ms(recorded)),
  lastSeenAt: new Date(ms(recorded)),
});
const words = (entries: OutboxEntry[]) =>
  entries.map((one) => `${new Date(one.startedAt).toISOString().slice(11, 16)}+${one.minutes} ${one.memo}`);

/** Presses and looks in turn, as the page does; returns what was made. */
function device(begin: TrackerState = emptyState(agentId)) {
  let state = begin;
  const made: OutboxEntry[] = [];
  const did = (step: { state: TrackerState; made: OutboxEntry[] }) => {
    state = step.state;
    made.push(...step.made);
  };
  return {
    made,
    get state() {
      return state;
    },
    set: (next: TrackerState) => {
      state = next;
    },
    start: (work: Work, time: string) => did(start(state, work, sure(time))),
    stop: (time: string) => did(stop(state, sure(time))),
    describe: (memo: string, time: string) => did(describe(state, memo, sure(time))),
    work: (from: string, to: string, active = true) => {
      for (let now = ms(from); now <= ms(to); now += 5_000) did(look(state, { now, sure: true }, { active }));
    },
    idle: (keep: boolean, time: string) => did(answerIdle(state, keep, sure(time))),
    answer: (keep: boolean, time: string) => did(answer(state, state.questions[0]!.id, keep, sure(time))),
  };
}

test("start, switch, memo and stop without a connection: each minute once, told in one go afterwards", () => {
  const laptop = device();
  laptop.start(chat, "09:00");
  laptop.work("09:00:05", "09:12:30");
  laptop.start(calls, "09:12:30");
  laptop.work("09:12:35", "09:18");
  laptop.describe("Refunds", "09:18:20");
  laptop.work("09:18:25", "09:25");
  laptop.stop("09:25:10");
  expect(words(laptop.made)).toEqual([
    "09:00+10 Chat",
    "09:10+2 Chat",
    "09:12+6 Night line",
    "09:18+2 Refunds",
    "09:20+5 Refunds",
  ]);
  // The server never knew of it: the segments are all there is to tell.
  expect(messageOf(laptop.state)).toBeNull();
});

test("a start is told, then belongs to the server's session; a switch ends that one where the cutting ended", () => {
  const laptop = device();
  laptop.start(chat, "08:59:30");
  const told = messageOf(laptop.state)!;
  expect(told).toMatchObject({ intent: "start", session: null, contractId: chat.contractId });
  laptop.set(heard(laptop.state, told, { running: row(chat, "09:00") }));
  expect([laptop.state.running?.server, messageOf(laptop.state)]).toEqual([ms("09:00"), null]);
  laptop.work("09:00", "09:07:20");
  laptop.start(calls, "09:07:20");
  expect(messageOf(laptop.state)).toMatchObject({
    intent: "start",
    mode: "on-call",
    session: "2026-11-18T09:00:00.000Z",
    until: "2026-11-18T09:07:00.000Z",
  });
});

test("the answer to a start is lost: the same start is recognised as its own", () => {
  const laptop = device();
  laptop.start(chat, "09:00");
  const told = messageOf(laptop.state)!;
  laptop.set(heard(laptop.state, told, { running: row(chat, "09:00"), error: { key: OTHER_SESSION } }));
  expect(laptop.state.running).toMatchObject({ server: ms("09:00"), startedAt: ms("09:00") });
});

test("stopped before the start was heard of: the server's session is ended, and nothing is recorded twice", () => {
  const laptop = device();
  laptop.start(chat, "09:00");
  const told = messageOf(laptop.state)!;
  laptop.stop("09:02");
  laptop.set(heard(laptop.state, told, { running: row(chat, "09:00") }));
  expect(messageOf(laptop.state)).toEqual({
    intent: "stop",
    session: "2026-11-18T09:00:00.000Z",
    until: "2026-11-18T09:00:00.000Z",
  });
  expect(words(laptop.made)).toEqual(["09:00+2 Chat"]);
});

test("whoever pressed last is right: an older session of another device is replaced, a newer one is followed", () => {
  const older = device();
  older.start(chat, "09:10");
  const told = messageOf(older.state)!;
  older.set(heard(older.state, told, { running: row(calls, "08:00"), error: { key: OTHER_SESSION } }));
  expect(messageOf(older.state)).toMatchObject({
    intent: "start",
    session: "2026-11-18T08:00:00.000Z",
    until: "2026-11-18T09:10:00.000Z",
  });

  const newer = device();
  newer.start(chat, "09:10");
  newer.set(heard(newer.state, messageOf(newer.state)!, { running: row(calls, "09:30"), error: { key: OTHER_SESSION } }));
  expect(newer.state).toMatchObject({
    running: { contractId: calls.contractId, server: ms("09:30") },
    news: { what: "movedElsewhere" },
  });
});

test("a second device takes up what runs, hears of a stop elsewhere and says so", () => {
  const phone = device(follow(emptyState(agentId), row(chat, "09:00", "09:10")));
  expect(phone.state.running).toMatchObject({ server: ms("09:00"), memory: { cursor: ms("09:10") } });
  phone.set(follow(phone.state, row({ ...chat, memo: "Refunds" }, "09:00", "09:20")));
  expect(phone.state.running).toMatchObject({ memo: "Refunds", memory: { cursor: ms("09:20") } });
  phone.set(follow(phone.state, null));
  expect(phone.state).toMatchObject({ running: null, news: { what: "stoppedElsewhere" } });
});

test("a start that the server refuses stops here, with the reason; what was cut stays to be answered for", () => {
  const laptop = device();
  laptop.start(chat, "09:00");
  const told = messageOf(laptop.state)!;
  laptop.work("09:00", "09:10");
  laptop.set(heard(laptop.state, told, { running: null, error: { key: "diary:errors.paused" } }));
  expect(laptop.state).toMatchObject({ running: null, news: { what: "refused", key: "diary:errors.paused" } });
  expect([messageOf(laptop.state), words(laptop.made)]).toEqual([null, ["09:00+10 Chat"]]);
});

test("idle: kept it is work, discarded it is nothing; it can be answered after the stop", () => {
  for (const keep of [true, false]) {
    const laptop = device();
    laptop.start(chat, "09:00");
    laptop.work("09:00", "09:04");
    laptop.work("09:04:05", "09:16", false);
    expect(quietSince(laptop.state, ms("09:16"))).toBe(ms("09:04"));
    laptop.idle(keep, "09:16:30");
    laptop.stop("09:20");
    const kept = ["09:04+6 Chat", "09:10+7 Chat"];
    expect(words(laptop.made)).toEqual(["09:00+4 Chat", ...(keep ? kept : []), "09:17+3 Chat"]);
  }
  const gone = device();
  gone.start(chat, "09:00");
  gone.work("09:00", "09:04");
  gone.work("09:04:05", "09:30", false);
  gone.stop("09:30");
  expect(words(gone.made)).toEqual(["09:00+4 Chat"]);
  gone.answer(true, "09:40");
  expect(gone.made.reduce((sum, one) => sum + one.minutes, 0)).toBe(30);
  expect(gone.state.questions).toEqual([]);
});

test("what was noted by an unchecked clock is moved when the clock is checked, what was noted before is not", () => {
  const begun = start(emptyState(agentId), chat, sure("09:00")).state;
  const unchecked = look(begun, { now: ms("09:08"), sure: false }, { active: true }).state;
  expect(corrected(unchecked, -3_600_000).running?.memory).toMatchObject({ seen: ms("08:08"), alive: ms("08:08") });
  const checked = look(begun, sure("09:08"), { active: true }).state;
  expect(corrected(checked, 3_600_000).running?.memory).toMatchObject({ seen: ms("09:08") });
});

test("whoever checks the clock moves what was cut by another tab by what that tab believed, not by what it believes itself", () => {
  // The device's clock was set an hour ahead. One tab does not know yet; the other was opened since and does.
  const ahead = 3_600_000;
  const unknowing = { sure: false, offset: 0 };
  const begun = start(emptyState(agentId), chat, { now: ms("10:00"), ...unknowing }).state;
  const { state, made } = stop(begun, { now: ms("10:08"), ...unknowing });
  expect(words(made)).toEqual(["10:00+8 Chat"]);
  const straight = straightened(state, made, -ahead, -ahead);
  expect(words(straight.made)).toEqual(["09:00+8 Chat"]);
  expect(straight.made.every((one) => !one.unsure)).toBe(true);
  expect(straight.done).toEqual(made.map((one) => one.id));
  expect(straight.state.unsure).toBe(false);
  const running = straightened(look(begun, { now: ms("10:08"), ...unknowing }, { active: true }).state, [], -ahead, -ahead).state;
  expect(running.running?.memory).toMatchObject({ seen: ms("09:08"), alive: ms("09:08") });
  // Cut by one that was sure: stays where it is.
  expect(straightened(state, [{ ...made[0]!, unsure: false }], -ahead, 0)).toMatchObject({ made: [], done: [] });
});

test("a tab that goes on with what another has noted by another clock puts it on its own first", () => {
  const begun = start(emptyState(agentId), chat, sure("09:00")).state;
  // One tab believes the device, which is half an hour ahead; the other knows better, and stops.
  const noted = look(begun, { now: ms("09:38"), sure: false, offset: 0 }, { active: true }).state;
  const { made } = stop(noted, { now: ms("09:09"), sure: false, offset: -1_800_000 });
  expect(Math.max(...made.map((one) => one.startedAt + one.minutes * 60_000))).toBeLessThanOrEqual(ms("09:09"));
});
