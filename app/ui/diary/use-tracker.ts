import { useRevalidator } from "@remix-run/react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import {
  emptyState,
  follow,
  type LocalSession,
  type News,
  type Question,
  type Running,
} from "#app/domain/diary/tracker-state.ts";
import type { Sensor } from "./activity.ts";
import { type EngineView, TrackerEngine } from "./tracker-engine.ts";
import { keepOffline } from "./tracker-offline.ts";

export interface TrackerView {
  /** The server's time now, epoch milliseconds. */
  now: number;
  running: LocalSession | null;
  /** Since when there is no sign of life, once that is asked about. */
  quietSince: number | null;
  questions: Question[];
  waiting: OutboxEntry[];
  refused: OutboxEntry[];
  news: News | null;
  offline: boolean;
  signedOut: boolean;
  sensor: Sensor;
  askable: boolean;
  /** The device has taken over from the server's forms. */
  live: boolean;
}

/** Whether this page came out of the service worker's copy, which may be days old (tracker-worker.ts marks it). */
function isCopy(): boolean {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return page?.serverTiming?.some((one) => one.name === "copy") ?? false;
}

/**
 * The tracker of this browser. Before JavaScript, and without it, the page shows what the server knows, and the server records at stop and
 * switch. @param pageNow business time when the page was made
 */
export function useTracker(
  agentId: string,
  running: Running | null,
  pageNow: Date,
): { view: TrackerView; engine: TrackerEngine | null } {
  const { revalidate } = useRevalidator();
  const [shown, setShown] = useState<EngineView | null>(null);
  const engine = useRef<TrackerEngine | null>(null);
  const again = useRef(revalidate);
  again.current = revalidate;
  const page = useRef({ now: pageNow.getTime(), running });

  useEffect(() => {
    const made = new TrackerEngine(agentId, setShown, () => navigator.onLine && again.current());
    engine.current = made;
    const copy = isCopy();
    void made.open(copy ? null : page.current);
    if (!copy) void keepOffline(agentId);
    return () => {
      made.close();
      engine.current = null;
    };
  }, [agentId]);

  const now = pageNow.getTime();
  useEffect(() => {
    if (now === page.current.now) return;
    page.current = { now, running };
    engine.current?.page(now, running);
  }, [now, running]);

  // What the server's page can show by itself.
  const first = useMemo(() => ({ ...follow(emptyState(agentId), running), now: pageNow.getTime() }), [agentId, running, pageNow]);
  const state = shown?.state ?? first;
  const entries = shown?.entries ?? [];
  const view: TrackerView = {
    now: shown?.now ?? first.now,
    running: state.running,
    quietSince: shown?.quietSince ?? null,
    questions: state.questions,
    waiting: entries.filter((one) => !one.refused),
    refused: entries.filter((one) => one.refused),
    news: state.news,
    offline: shown?.offline ?? false,
    signedOut: shown?.signedOut ?? false,
    sensor: shown?.sensor ?? "page",
    askable: shown?.askable ?? false,
    live: shown !== null,
  };
  return { view, engine: engine.current };
}
