import { useRevalidator, useSubmit } from "@remix-run/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { answerGap, beginMemory, cutAt, type TrackerMemory } from "#app/domain/diary/tracker-cut.ts";
import { alone, type Refusal, readStore, sendWaiting, type Waiting, writeStore } from "./tracker-store.ts";

export interface Running {
  contractId: string;
  mode: "tracked" | "on-call" | "in-queue";
  memo: string;
  startedAt: Date;
  recordedUntil: Date;
  lastSeenAt: Date;
}

const LOOK_EVERY_MS = 15_000;
const SEND_WITHIN_MS = 4_000;

export interface TrackerView {
  /** Business time now, epoch milliseconds. */
  now: number;
  gap: { from: number; to: number } | null;
  /** Minutes cut in this browser, or still running, that the server does not have yet. */
  unsaved: number;
  waiting: number;
  offline: boolean;
  signedOut: boolean;
  stoppedAt: number | null;
  refused: Refusal[];
}

/**
 * The tracker of this browser: cuts what runs into segments with ids of its own, sends them, keeps what cannot be sent. Before JavaScript,
 * and without it, the server records at stop and switch.
 * @param pageNow business time when the page was made
 */
export function useTracker(agentId: string, running: Running | null, pageNow: Date) {
  const submit = useSubmit();
  const { revalidate } = useRevalidator();
  const offset = useRef(0);
  const latest = useRef(running);
  latest.current = running;
  const [view, setView] = useState<TrackerView>({
    now: pageNow.getTime(),
    gap: null,
    unsaved: running ? Math.max(0, Math.floor((pageNow.getTime() - running.recordedUntil.getTime()) / 60_000)) : 0,
    waiting: 0,
    offline: false,
    signedOut: false,
    stoppedAt: null,
    refused: [],
  });
  const pageTime = pageNow.getTime();
  useEffect(() => {
    offset.current = pageTime - Date.now();
  }, [pageTime]);

  const show = useCallback(
    (more: Partial<TrackerView> = {}) => {
      const store = readStore(agentId);
      const now = Date.now() + offset.current;
      const cursor = latest.current && store.stoppedAt === null ? (store.memory?.cursor ?? now) : now;
      const kept = store.waiting.reduce((sum, one) => sum + one.segment.minutes, 0);
      setView((before) => ({
        ...before,
        now,
        gap: store.memory?.gap ?? null,
        unsaved: kept + Math.max(0, Math.floor((now - cursor) / 60_000)),
        waiting: store.waiting.length,
        stoppedAt: store.stoppedAt,
        ...more,
      }));
    },
    [agentId],
  );

  /** Cuts, keeps, sends. @param change what happens to the memory beside the clock */
  const look = useCallback(
    async (partial: boolean, change?: (memory: TrackerMemory) => ReturnType<typeof answerGap>) => {
      await alone(agentId, async () => {
        const session = latest.current;
        const found = readStore(agentId);
        const mine = session !== null && found.memory?.session === session.startedAt.getTime();
        // What was stopped without a connection was another session.
        const store = mine ? found : { ...found, stoppedAt: null };
        if (session && store.stoppedAt === null) {
          const known = mine ? store.memory! : beginMemory(session);
          const cut = cutAt(known, Date.now() + offset.current, partial);
          const changed = change?.(cut.memory) ?? { memory: cut.memory, pieces: [] };
          const waiting = [...cut.pieces, ...changed.pieces].map(
            (piece): Waiting => ({
              contractId: session.contractId,
              segment: {
                id: crypto.randomUUID(),
                startedAt: piece.startedAt.toISOString(),
                minutes: piece.minutes,
                kind: session.mode,
                memo: session.memo,
                activeMinutes: 0,
              },
            }),
          );
          writeStore(agentId, { ...store, memory: changed.memory, waiting: [...store.waiting, ...waiting] });
        } else if (!session && store.memory) writeStore(agentId, { ...store, memory: null });
        show();
        const sent = await sendWaiting(agentId);
        if (sent.outcome !== "done")
          return show({ offline: sent.outcome === "offline", signedOut: sent.outcome === "signedOut" });
        // Two devices that follow one session cut the same minutes: the second learns that they are recorded, which is no news.
        const news = sent.refused.filter(
          ({ key, params }) => !(session && key === "diary:refused.overlap" && new Date(params.from ?? 0) >= session.startedAt),
        );
        setView((before) => ({ ...before, refused: [...before.refused, ...news].slice(-5) }));
        show({ offline: false, signedOut: false });
        if (sent.stored > 0) revalidate();
        const { stoppedAt } = readStore(agentId);
        if (session && stoppedAt !== null)
          submit({ intent: "stop", until: new Date(stoppedAt).toISOString() }, { method: "post" });
      });
    },
    [agentId, revalidate, show, submit],
  );

  const session = running?.startedAt.getTime();
  useEffect(() => {
    const lookNow = () => void look(false);
    lookNow();
    const looking = setInterval(lookNow, LOOK_EVERY_MS);
    const ticking = setInterval(() => show(), 1000);
    const onVisible = () => document.visibilityState === "visible" && lookNow();
    window.addEventListener("online", lookNow);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(looking);
      clearInterval(ticking);
      window.removeEventListener("online", lookNow);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [look, show, session]);

  /**
   * Cuts and sends all of the running session before the server ends it.
   * @returns until when the server may still record: up to the last segment that was sent, or until now when that takes too long
   */
  const finish = useCallback(async (): Promise<{ until: Date; reached: boolean }> => {
    const pressed = new Date(Date.now() + offset.current);
    const done = look(true).then(() => true);
    const inTime = await Promise.race([done, new Promise<false>((resolve) => setTimeout(() => resolve(false), SEND_WITHIN_MS))]);
    const { memory, waiting } = readStore(agentId);
    const reached = navigator.onLine && (!inTime || waiting.length === 0);
    return { until: inTime && memory ? new Date(memory.recorded) : pressed, reached };
  }, [agentId, look]);

  const answer = (worked: boolean) => look(false, (memory) => answerGap(memory, worked));

  /** Stops here and now; the server is told when it can be reached. */
  const stopOffline = (until: Date) => {
    writeStore(agentId, { ...readStore(agentId), stoppedAt: until.getTime() });
    show();
  };

  return { view, look, finish, answer, stopOffline };
}
