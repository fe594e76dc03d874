import { newId } from "#app/kernel/ids.ts";
import { moved, type OutboxEntry } from "./outbox.ts";
import {
  beginMemory,
  cutAt,
  freshMemory,
  type Gap,
  idleSince,
  type Piece,
  piecesOfGap,
  type TrackerMemory,
} from "./tracker-cut.ts";

const MINUTE_MS = 60_000;

export type TrackerMode = "tracked" | "on-call" | "in-queue";

/** The running session as the server knows it. */
export interface Running {
  contractId: string;
  mode: TrackerMode;
  memo: string;
  startedAt: Date;
  recordedUntil: Date;
  lastSeenAt: Date;
}

export interface Work {
  contractId: string;
  mode: TrackerMode;
  memo: string;
}

/** What runs on this device. Times in epoch milliseconds of the server's clock. */
export interface LocalSession extends Work {
  startedAt: number;
  /** Begin of the server's session that it is, null until the server knows of it. */
  server: number | null;
  /** Begin of the session that another device left running and that this one replaces. */
  replaces: number | null;
  memoUntold: boolean;
  memory: TrackerMemory;
}

/** A gap that the agent has not decided about yet, with the work that was running. */
export interface Question extends Gap, Work {
  id: string;
  session: number;
}

/** Something the agent should know of what the server or another device has done. */
export interface News {
  what: "stoppedElsewhere" | "movedElsewhere" | "refused" | "late";
  key?: string;
  params?: Record<string, string | number>;
}

/** The whole of an agent's tracker on one device, kept in its storage. */
export interface TrackerState {
  agentId: string;
  running: LocalSession | null;
  /** A session that has ended here and of which the server has not been told. */
  untold: { session: number; until: number } | null;
  questions: Question[];
  news: News | null;
  /** The server's clock minus this device's as last measured, and what it said then; null before the first contact. */
  clock: { offset: number; heardAt: number } | null;
  /** Looked at by a clock that had not been checked against the server's. */
  unsure: boolean;
  /** The offset of the clocks that it was then looked at with. */
  notedBy?: number;
  /** When it was last looked at: a device that says it is earlier was set back meanwhile. */
  lookedAt: number;
}

export interface Step {
  state: TrackerState;
  made: OutboxEntry[];
}

export const emptyState = (agentId: string): TrackerState => ({
  agentId,
  running: null,
  untold: null,
  questions: [],
  news: null,
  clock: null,
  unsure: false,
  lookedAt: 0,
});

/** Calls and waiting for work show no keystrokes: only tracked work is asked about. */
export const asksOf = (mode: TrackerMode): boolean => mode === "tracked";

interface At {
  now: number;
  /** The device's clock has been checked against the server's. */
  sure: boolean;
  /** The offset of the clocks that `now` was reckoned with. */
  offset?: number;
}

function entriesOf(agentId: string, work: Work, session: number, pieces: Piece[], { sure, offset }: At): OutboxEntry[] {
  return pieces.map((piece) => ({
    id: newId(),
    agentId,
    contractId: work.contractId,
    startedAt: piece.startedAt.getTime(),
    minutes: piece.minutes,
    kind: work.mode,
    memo: work.memo,
    activeMinutes: piece.activeMinutes,
    session,
    unsure: !sure,
    ...(sure || offset === undefined ? {} : { cutBy: offset }),
    refused: null,
  }));
}

/** Looks at the clock while something runs. */
export function look(kept: TrackerState, at: At, { active, partial = false }: { active: boolean; partial?: boolean }): Step {
  const state = onClockOf(kept, at);
  const { running } = state;
  if (!running) return { state, made: [] };
  const { contractId, mode, memo } = running;
  const cut = cutAt(running.memory, { now: at.now, partial, active, asks: asksOf(mode) });
  const questions = cut.gaps.map((gap) => ({ ...gap, id: newId(), contractId, mode, memo, session: running.startedAt }));
  return {
    state: {
      ...state,
      running: { ...running, memory: cut.memory },
      questions: [...state.questions, ...questions],
      unsure: state.unsure || !at.sure,
      notedBy: state.unsure ? state.notedBy : at.offset,
      lookedAt: at.now,
    },
    made: entriesOf(state.agentId, running, running.startedAt, cut.pieces, at),
  };
}

/** What another tab has noted by a clock that it had not checked, on the clock of the one that goes on with it; it stays unchecked. */
function onClockOf(state: TrackerState, { offset }: At): TrackerState {
  if (!state.unsure || state.notedBy === undefined || offset === undefined || offset === state.notedBy) return state;
  return { ...corrected(state, offset - state.notedBy), unsure: true, notedBy: offset };
}

/** Stops: everything until now is cut, and the server is to be told. */
export function stop(state: TrackerState, at: At): Step {
  const last = look(state, at, { active: true, partial: true });
  const { running } = last.state;
  if (!running) return last;
  const told = running.server ?? running.replaces;
  const until = running.server === null ? running.startedAt : running.memory.recorded;
  return { ...last, state: { ...last.state, running: null, untold: told === null ? state.untold : { session: told, until } } };
}

/** Starts, or goes on in another contract, kind or memo; then the minute that has begun belongs to the new work. */
export function start(state: TrackerState, work: Work, at: At): Step {
  const before = stop(state, at);
  const minute = at.now / MINUTE_MS;
  const begin =
    (state.running ? Math.max(Math.floor(minute), state.running.startedAt / MINUTE_MS) : Math.ceil(minute)) * MINUTE_MS;
  const running: LocalSession = {
    ...work,
    startedAt: begin,
    server: null,
    replaces: null,
    memoUntold: false,
    memory: { ...freshMemory(begin), seen: at.now, alive: at.now },
  };
  return { made: before.made, state: { ...before.state, running, news: null } };
}

/** Another memo from this minute on. */
export function describe(state: TrackerState, memo: string, at: At): Step {
  const before = look(state, at, { active: true, partial: true });
  if (!before.state.running) return before;
  return { ...before, state: { ...before.state, running: { ...before.state.running, memo, memoUntold: true } } };
}

/** The agent has decided about a gap: it was work, or not. */
export function answer(state: TrackerState, questionId: string, keep: boolean, at: At): Step {
  const question = state.questions.find((one) => one.id === questionId);
  if (!question) return { state, made: [] };
  return {
    state: { ...state, questions: state.questions.filter((one) => one !== question) },
    made: keep ? entriesOf(state.agentId, question, question.session, piecesOfGap(question), at) : [],
  };
}

/** The agent is back and decides at once about the quiet time until now. */
export function answerIdle(state: TrackerState, keep: boolean, at: At): Step {
  const known = new Set(state.questions.map((one) => one.id));
  const back = look(state, at, { active: true });
  const asked = back.state.questions.find((one) => !known.has(one.id));
  if (!asked) return back;
  const answered = answer(back.state, asked.id, keep, at);
  return { state: answered.state, made: [...back.made, ...answered.made] };
}

export function quietSince(state: TrackerState, now: number): number | null {
  return state.running ? idleSince(state.running.memory, now, asksOf(state.running.mode)) : null;
}

/** What the server says is running, taken over. @param running null when nothing runs */
export function follow(state: TrackerState, running: Running | null): TrackerState {
  const theirs = running?.startedAt.getTime() ?? null;
  if (state.untold && state.untold.session === theirs) return state;
  const next = { ...state, untold: null };
  const mine = state.running;
  if (!mine) return running ? { ...next, running: adopted(running) } : next;
  if (mine.server === null) return next;
  if (running && mine.server === theirs) {
    const recorded = running.recordedUntil.getTime();
    const memory = {
      ...mine.memory,
      cursor: Math.max(mine.memory.cursor, recorded),
      recorded: Math.max(mine.memory.recorded, recorded),
      alive: Math.max(mine.memory.alive, recorded),
    };
    return { ...next, running: { ...mine, memory, memo: mine.memoUntold ? mine.memo : running.memo } };
  }
  return running
    ? { ...next, running: adopted(running), news: { what: "movedElsewhere" } }
    : { ...next, running: null, news: { what: "stoppedElsewhere" } };
}

function adopted(running: Running): LocalSession {
  const { contractId, mode, memo } = running;
  const begin = running.startedAt.getTime();
  return {
    contractId,
    mode,
    memo,
    startedAt: begin,
    server: begin,
    replaces: null,
    memoUntold: false,
    memory: beginMemory(running),
  };
}

/** The server's clock was read. @param by how much later it is than this device thought, milliseconds; what was noted by a wrong clock is moved */
export function corrected(state: TrackerState, by: number): TrackerState {
  const { running } = state;
  const minutes = Math.round(by / MINUTE_MS);
  if (!running || !state.unsure || minutes === 0) return { ...state, unsure: false };
  const ms = minutes * MINUTE_MS;
  const { cursor, recorded, seen, alive } = running.memory;
  const active = running.memory.active.map((one) => one + minutes);
  const memory = { cursor: cursor + ms, recorded: recorded + ms, seen: seen + ms, alive: alive + ms, active };
  const startedAt = running.server === null ? running.startedAt + ms : running.startedAt;
  return { ...state, unsure: false, running: { ...running, startedAt, memory } };
}

/**
 * What was noted and cut by clocks that nobody had checked, after one was: each is moved by what its own clock was wrong, whoever finds it out.
 * @param offset of the clocks as measured; @param believed the offset of those who did not keep theirs
 */
export function straightened(
  state: TrackerState,
  entries: OutboxEntry[],
  offset: number,
  believed: number,
): { state: TrackerState; made: OutboxEntry[]; done: string[] } {
  const unsure = entries.filter((one) => one.unsure && !one.refused);
  const made = unsure.flatMap((one) => moved(one, offset - (one.cutBy ?? believed)));
  const kept = new Set(made.map((one) => one.id));
  return {
    state: corrected(state, offset - (state.notedBy ?? believed)),
    made,
    done: unsure.map((one) => one.id).filter((id) => !kept.has(id)),
  };
}
