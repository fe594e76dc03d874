import fs from "node:fs";
import { setImmediate as breathe, setTimeout as delay } from "node:timers/promises";
import type { Log } from "#app/kernel/log.server.ts";
import type { DatabaseAddress, Db } from "#db/client.server.ts";
import type { IndexReply, IndexTask } from "./index-thread.server.ts";
import { DeltaFull, MatchIndex } from "./match-index.ts";
import type { Matcher } from "./matcher.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { type Change, changesSince, follows, type Mark } from "./profile-changes.server.ts";
import { startThread } from "./start-thread.server.ts";

/** Changes are asked for this often, so that they are seen well within a second. */
const POLL_MS = 200;
/** An index that has not heard of the database for longer does not answer. */
const MOST_LAG_MS = 2000;
/** More changes at once than this are not applied one by one: everybody is read anew. */
const MOST_CHANGES = 20_000;
/** Applied in one go; requests have their turn in between. */
const SLICE = 250;
const RETRY_MS = 15_000;

/** The index cannot become right by what changes: it is built anew. */
class Unusable extends Error {}

export interface IndexStatus {
  /** loading and broken: the database answers. behind: it does, until the index has heard of all changes again. */
  state: "loading" | "ready" | "behind" | "broken";
  /** Milliseconds since the index was last known to be up to date; null before it is loaded. */
  lagMs: number | null;
  people: number;
  changed: number;
  bytes: number;
  /** How long bringing it up took, and out of what. */
  loadedMs: number | null;
  from: IndexReply["from"] | null;
}

export interface IndexMatcher extends Matcher {
  status(): IndexStatus;
  /** Resolves when the index answers for the first time. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * This process's own index of the open profiles, brought up and rebuilt in a thread beside the requests (decision 037). Until it is there,
 * and whenever it is behind or broken, the database answers the same.
 * @param file the snapshot; @param kernel the built kernel.wasm
 */
export function startIndexMatcher(deps: {
  db: Db;
  address: DatabaseAddress;
  file: string;
  kernel: string;
  log: Log;
}): IndexMatcher {
  const { db, address, file, log } = deps;
  const fallback = postgresMatcher(db);
  const stop = new AbortController();
  let index: MatchIndex | null = null;
  let mark: Mark | null = null;
  let broken = false;
  let heardAt: number | null = null;
  let loaded: Pick<IndexStatus, "loadedMs" | "from"> = { loadedMs: null, from: null };
  /** Changes being folded in, and what was applied since that began: the folded index takes it too. */
  let folding: Promise<void> | null = null;
  let sinceFold: Change[] = [];
  let announceReady: () => void;
  const ready = new Promise<void>((resolve) => {
    announceReady = resolve;
  });

  const lagMs = () => (heardAt === null ? null : Math.round(performance.now() - heardAt));
  const answers = () => index !== null && !broken && heardAt !== null && lagMs()! <= MOST_LAG_MS;

  async function bringUp(anew: boolean): Promise<void> {
    const begin = performance.now();
    const kernel = await WebAssembly.compile(fs.readFileSync(deps.kernel));
    const reply = await inThread({ kind: "start", address, file, anew }, stop.signal);
    index = await MatchIndex.open(reply, kernel);
    mark = reply.mark;
    heardAt = null;
    broken = false;
    await poll();
    loaded = { loadedMs: Math.round(performance.now() - begin), from: reply.from };
    announceReady();
  }

  async function poll(): Promise<void> {
    if (broken) throw new Unusable("a question ended in a fault");
    const askedAt = performance.now();
    const read = await changesSince(db, mark!, MOST_CHANGES);
    if (!read) throw new Unusable(`more than ${MOST_CHANGES} profiles changed at once`);
    if (!follows(mark!, read.mark))
      throw new Unusable("the database is another one, went back, or was not heard of for too long");
    for (let from = 0; from < read.changes.length; from += SLICE) {
      for (const change of read.changes.slice(from, from + SLICE)) {
        if (take(change)) continue;
        await fold();
        if (stop.signal.aborted) return;
        if (!take(change)) throw new Unusable("there is no room for changes after those before them were folded in");
      }
      if (from + SLICE < read.changes.length) await breathe();
    }
    mark = read.mark;
    heardAt = askedAt;
    if (index!.deltaUsed > index!.header.deltaRows / 2) void fold();
  }

  /** Applies a change. @returns false where there is no room for it: those before it are to be folded in first, and the index is behind meanwhile */
  function take(change: Change): boolean {
    try {
      applyTo(index!, change);
    } catch (error) {
      if (error instanceof DeltaFull) return false;
      throw error;
    }
    if (folding) sinceFold.push(change);
    return true;
  }

  /** One at a time; whoever asks meanwhile waits for the same. */
  function fold(): Promise<void> {
    folding ??= foldOnce().finally(() => {
      folding = null;
      sinceFold = [];
    });
    return folding;
  }

  async function foldOnce(): Promise<void> {
    const old = index!;
    try {
      const kernel = await WebAssembly.compile(fs.readFileSync(deps.kernel));
      const reply = await inThread({ kind: "fold", file, mark: mark!, ...old.frozen() }, stop.signal);
      const folded = await MatchIndex.open(reply, kernel);
      for (const change of sinceFold) applyTo(folded, change);
      // Built anew meanwhile, it knows more than what was folded.
      if (index === old) index = folded;
    } catch (error) {
      if (!stop.signal.aborted) log.error({ error: (error as Error).message }, "folding the matcher's changes in failed");
    }
  }

  /** Follows the changes until the index is of no use any more. A database that does not answer leaves it as it is: behind. */
  async function follow(): Promise<never> {
    let isHeard = true;
    for (;;) {
      await delay(POLL_MS, undefined, { signal: stop.signal });
      try {
        await poll();
        if (!isHeard) log.info({}, "the matcher hears of changes again");
        isHeard = true;
      } catch (error) {
        if (error instanceof Unusable || stop.signal.aborted) throw error;
        if (isHeard)
          log.error({ error: (error as Error).message }, "the matcher does not hear of changes; the database answers meanwhile");
        isHeard = false;
      }
    }
  }

  async function run(): Promise<void> {
    let anew = false;
    while (!stop.signal.aborted) {
      try {
        await bringUp(anew);
        await follow();
      } catch (error) {
        if (stop.signal.aborted) return;
        broken = true;
        anew = error instanceof Unusable;
        log.error({ error: (error as Error).message }, "the matcher is brought up again; the database answers meanwhile");
        await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  }
  const running = run();

  return {
    ready,
    best: async (question, limit, only) => {
      if (answers() && index!.canAnswer(question, limit)) {
        try {
          return { engine: "index", rows: index!.best(question, limit, only) };
        } catch (error) {
          broken = true;
          log.error({ error: (error as Error).message }, "the matcher failed; the database answers");
        }
      }
      return fallback.best(question, limit, only);
    },
    status: () => ({
      state: broken ? "broken" : !index || loaded.from === null ? "loading" : answers() ? "ready" : "behind",
      lagMs: lagMs(),
      people: index?.people ?? 0,
      changed: index?.deltaUsed ?? 0,
      bytes: index?.header.bytes ?? 0,
      ...loaded,
    }),
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

function applyTo(index: MatchIndex, change: Change): void {
  try {
    index.apply(change.id, change.profile);
  } catch (error) {
    if (error instanceof DeltaFull) throw error;
    throw new Unusable((error as Error).message);
  }
}

function inThread(task: IndexTask, signal: AbortSignal): Promise<IndexReply> {
  const thread = startThread("index-thread.server", task);
  const end = () => void thread.terminate();
  signal.addEventListener("abort", end, { once: true });
  return new Promise<IndexReply>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", () => reject(new Error("the matcher's thread ended without an answer")));
  }).finally(() => signal.removeEventListener("abort", end));
}
