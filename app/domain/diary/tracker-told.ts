import { follow, type LocalSession, type Running, type TrackerMode, type TrackerState } from "./tracker-state.ts";

/** What a device tells the server of its tracker (POST /api/v1/diary/session); `session` is the begin of the one it believes to run there. */
export type SessionMessage =
  | { intent: "look" }
  | { intent: "start"; contractId: string; mode: TrackerMode; memo: string; session: string | null; until?: string }
  | { intent: "describe"; memo: string; session: string }
  | { intent: "stop"; session: string; until: string };

export interface SessionAnswer {
  running: Running | null;
  error?: { key: string; params?: Record<string, string | number> };
}

/** Another device's session runs, not the one that was meant. */
export const OTHER_SESSION = "diary:errors.otherSession";

const iso = (at: number) => new Date(at).toISOString();

/** What the server has to be told next, null when it knows everything. */
export function messageOf(state: TrackerState): SessionMessage | null {
  const { untold, running } = state;
  // A switch is told as one start, which ends what ran before.
  if (running?.server === null) {
    const { contractId, mode, memo, replaces, startedAt } = running;
    const before = untold ?? (replaces === null ? null : { session: replaces, until: startedAt });
    const ends = before ? { session: iso(before.session), until: iso(before.until) } : { session: null };
    return { intent: "start", contractId, mode, memo, ...ends };
  }
  if (untold) return { intent: "stop", session: iso(untold.session), until: iso(untold.until) };
  if (running?.memoUntold) return { intent: "describe", memo: running.memo, session: iso(running.server!) };
  return null;
}

/** What follows from the server's answer; the agent may have done something else since the message was made. */
export function heard(state: TrackerState, told: SessionMessage, answer: SessionAnswer): TrackerState {
  const { running, error } = answer;
  if (told.intent === "start") return heardOfStart(state, told, answer);
  if (told.intent === "stop" && state.untold && iso(state.untold.session) === told.session)
    return follow({ ...state, untold: null }, running);
  if (told.intent === "describe" && state.running?.memo === told.memo && (!error || error.key === OTHER_SESSION))
    return follow({ ...state, running: { ...state.running, memoUntold: false } }, running);
  return follow(state, running);
}

function heardOfStart(
  state: TrackerState,
  told: SessionMessage & { intent: "start" },
  { running, error }: SessionAnswer,
): TrackerState {
  const mine = state.running;
  const theirs = running?.startedAt.getTime() ?? null;
  const current = mine?.server === null && sameWork(mine, told) ? mine : null;
  if (!error && theirs !== null) {
    if (current) return { ...state, untold: null, running: { ...current, server: theirs, replaces: null } };
    // It has been stopped or switched here meanwhile: the server's session is one that has to be ended.
    return { ...state, untold: { session: theirs, until: theirs } };
  }
  if (!current) return state;
  if (error?.key !== OTHER_SESSION) {
    const ended = { ...state, running: null, untold: told.session ? state.untold : null };
    return { ...ended, news: { what: "refused", key: error?.key, params: error?.params } };
  }
  if (!running) return { ...state, untold: null, running: { ...current, replaces: null } };
  // The answer to an earlier start was lost on the way: it is ours.
  if (sameWork(current, running) && theirs! >= current.startedAt - 60_000)
    return { ...state, untold: null, running: { ...current, server: theirs, replaces: null } };
  // Whoever pressed last is right.
  if (theirs! <= current.startedAt) return { ...state, untold: null, running: { ...current, replaces: theirs } };
  return follow({ ...state, untold: null, running: { ...current, server: -1 } }, running);
}

const sameWork = (
  one: Pick<LocalSession, "contractId" | "mode" | "memo">,
  other: Pick<LocalSession, "contractId" | "mode" | "memo">,
) => one.contractId === other.contractId && one.mode === other.mode && one.memo === other.memo;
