import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import { type ClockReading, readClock } from "#app/domain/diary/tracker-clock.ts";
import {
  answer,
  answerIdle,
  describe,
  follow,
  look,
  quietSince,
  type Running,
  type Step,
  start,
  stop,
  straightened,
  type TrackerState,
  type Work,
} from "#app/domain/diary/tracker-state.ts";
import { messageOf } from "#app/domain/diary/tracker-told.ts";
import { Activity, type Sensor } from "./activity.ts";
import { lookAtServer, type Synced, syncTracker } from "./sync-tracker.ts";
import { change, type Kept, onKept, read } from "./tracker-store.ts";

/** At most so much is lost when the power goes. */
const LOOK_EVERY_MS = 5_000;
const ASK_SERVER_EVERY_MS = 60_000;

export interface EngineView {
  state: TrackerState;
  /** Waiting and refused. */
  entries: OutboxEntry[];
  /** The server's time, epoch milliseconds. */
  now: number;
  quietSince: number | null;
  offline: boolean;
  signedOut: boolean;
  sensor: Sensor;
  askable: boolean;
}

/** The tracker of one page: looks at the clock, keeps, sends, and does what the agent presses, with or without a connection. */
export class TrackerEngine {
  readonly activity: Activity;
  private kept: Kept | null = null;
  private reading: ClockReading;
  private sure = false;
  private heardAt = 0;
  private outcome: Synced["outcome"] = "done";
  private readonly closers: (() => void)[] = [];
  private ticking = false;
  private speaking: Promise<void> | null = null;
  private oncemore = false;

  constructor(
    private readonly agentId: string,
    private readonly show: (view: EngineView) => void,
    /** The server has something new that the page shows. */
    private readonly recorded: () => void,
  ) {
    this.reading = { offset: 0, wall: Date.now(), mono: performance.now() };
    this.activity = new Activity(() => this.publish());
  }

  /** @param page what the page was made with, null when it came out of the service worker's copy */
  async open(page: { now: number; running: Running | null } | null): Promise<void> {
    this.kept = await change(this.agentId, ({ state }) =>
      page && isNews(state, page.now) ? { state: follow(state, page.running) } : {},
    );
    const known = this.kept.state.clock;
    if (known) this.reading.offset = known.offset;
    else if (page) this.reading.offset = page.now - Date.now();
    // Time does not go back: the device's clock was set while no page was open.
    if (this.kept.state.running) this.reading.offset += Math.max(0, this.kept.state.lookedAt - this.now());
    this.publish();
    await this.contact();
    this.every(LOOK_EVERY_MS, () => void this.tick());
    this.every(1000, () => this.publish());
    this.on(window, "online", () => void this.contact());
    this.on(document, "visibilitychange", () => void this.tick());
    this.on(window, "pagehide", () => void this.tick());
    this.closers.push(
      onKept(() => {
        void read(this.agentId).then((kept) => {
          this.kept = kept;
          this.publish();
        });
      }),
    );
    await this.tick();
  }

  close(): void {
    for (const close of this.closers) close();
    this.activity.close();
  }

  /** The page was read again. */
  page(now: number, running: Running | null): void {
    void this.keep(({ state }) => {
      if (!state.clock || !isNews(state, now)) return {};
      return { state: { ...follow(state, running), clock: { ...state.clock, heardAt: now } } };
    });
  }

  start = (work: Work) => this.act((state, at) => start(state, work, at));
  stop = () => this.act((state, at) => stop(state, at));
  describe = (memo: string) => this.act((state, at) => describe(state, memo, at));
  answer = (questionId: string, keep: boolean) => this.act((state, at) => answer(state, questionId, keep, at));
  answerIdle = (keep: boolean) => this.act((state, at) => answerIdle(state, keep, at));
  sendNow = () => this.contact();

  /** The agent has read why it was refused. */
  dismiss = (id: string) => this.keep(() => ({ done: [id] }));
  /** To be sent once more, for instance after signing in as the right person. */
  again = (id: string) =>
    this.keep(({ entries }) => ({ made: entries.filter((one) => one.id === id).map((one) => ({ ...one, refused: null })) })).then(
      this.sendNow,
    );
  forgetNews = () => this.keep(({ state }) => ({ state: { ...state, news: null } }));

  private async keep(decide: Parameters<typeof change>[1]): Promise<void> {
    this.kept = await change(this.agentId, decide);
    this.publish();
  }

  /** What the agent presses is kept first, then shown, then told. */
  private async act(step: (state: TrackerState, at: { now: number; sure: boolean; offset: number }) => Step): Promise<void> {
    const at = this.at();
    await this.keep(({ state }) => step(state, at));
    void this.contact();
  }

  private async tick(): Promise<void> {
    if (this.ticking) return;
    this.ticking = true;
    try {
      const { reading, leapt } = readClock(this.reading, Date.now(), performance.now());
      this.reading = reading;
      // Slept, or set to another time? The server can tell.
      if (leapt) {
        this.sure = false;
        await this.contact();
      }
      const active = this.activity.take();
      const at = this.at();
      await this.keep(({ state }) => (state.running ? look(state, at, { active }) : {}));
    } finally {
      this.ticking = false;
    }
    const { state, entries } = this.kept!;
    const waits = entries.some((one) => !one.refused) || messageOf(state) !== null;
    if (waits || this.silent()) await this.contact();
  }

  private silent(): boolean {
    return !this.sure || performance.now() - this.heardAt > ASK_SERVER_EVERY_MS;
  }

  /** One conversation with the server at a time; what is asked for meanwhile is had after it. */
  private contact(): Promise<void> {
    this.oncemore = this.speaking !== null;
    this.speaking ??= this.speak().finally(() => {
      this.speaking = null;
      if (this.oncemore && this.outcome === "done") void this.contact();
    });
    return this.speaking;
  }

  /** The time first, where it is not known, then what waits. */
  private async speak(): Promise<void> {
    let outcome: Synced["outcome"] = "done";
    if (this.silent()) {
      const looked = await lookAtServer(this.agentId);
      if (looked.outcome !== "answered") outcome = looked.outcome;
      else if (looked.clock) await this.measured(looked.clock);
    }
    if (outcome === "done") {
      const synced = await syncTracker(this.agentId, navigator.userAgent.slice(0, 80));
      outcome = synced.outcome;
      if (synced.outcome === "done") {
        if (synced.clock) await this.measured(synced.clock);
        const { late } = synced;
        if (late > 0) await this.keep(({ state }) => ({ state: { ...state, news: { what: "late", params: { count: late } } } }));
        if (synced.changed) this.recorded();
      }
    }
    this.outcome = outcome;
    if (outcome === "offline") void sendLater();
    this.kept = await read(this.agentId);
    this.publish();
  }

  private async measured(heard: ClockReading): Promise<void> {
    const { reading, leapt } = readClock(heard, Date.now(), performance.now());
    // Set, or asleep, since the answer came: the server is asked again.
    if (leapt) return;
    const believed = this.reading.offset;
    this.reading = reading;
    const { offset } = reading;
    this.sure = true;
    this.heardAt = performance.now();
    await this.keep(({ state, entries }) => {
      const heardAt = state.clock?.heardAt ?? 0;
      return straightened({ ...state, clock: { offset, heardAt } }, entries, offset, believed);
    });
  }

  /** Now, and how sure that is: a clock that has leapt since the last look has not been checked, whatever was known before. */
  private at(): { now: number; sure: boolean; offset: number } {
    const { now, reading, leapt } = readClock(this.reading, Date.now(), performance.now());
    return { now, sure: this.sure && !leapt, offset: reading.offset };
  }

  private now(): number {
    return this.at().now;
  }

  private publish(): void {
    if (!this.kept) return;
    const { state, entries } = this.kept;
    const now = this.now();
    this.show({
      state,
      entries,
      now,
      quietSince: quietSince(state, now),
      offline: this.outcome === "offline",
      signedOut: this.outcome === "signedOut",
      sensor: this.activity.sensor,
      askable: this.activity.askable,
    });
  }

  private every(ms: number, work: () => void): void {
    const timer = setInterval(work, ms);
    this.closers.push(() => clearInterval(timer));
  }
  private on(target: EventTarget, name: string, work: () => void): void {
    target.addEventListener(name, work);
    this.closers.push(() => target.removeEventListener(name, work));
  }
}

/** What a page says may be older than what the server has answered since. */
const isNews = (state: TrackerState, pageNow: number): boolean => pageNow > (state.clock?.heardAt ?? 0);

/** The service worker sends when there is a connection again, also after this page is closed (Background Sync, where there). */
async function sendLater(): Promise<void> {
  try {
    const worker = (await navigator.serviceWorker?.getRegistration("/agent/tracker")) as
      | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
      | undefined;
    await worker?.sync?.register("deskhand-outbox");
  } catch {
    // Not allowed here: the page sends by itself.
  }
}
