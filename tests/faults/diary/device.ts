import { IDBFactory } from "fake-indexeddb";
import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import type { TrackerState } from "#app/domain/diary/tracker-state.ts";
import type { Judge } from "./judge.ts";
import { type OpenClient, type Surrounding, Tab } from "./tab.ts";

/** What a network may do to one request. */
export const cuts = ["network_cut_before", "network_cut_after", "answer_garbled", "bad_gateway"] as const;
export type Cut = (typeof cuts)[number];

/** Where a device's requests go and what becomes of them. */
export interface Network {
  url: () => string;
  /** Drawn for each request. */
  cut: () => Cut | null;
  /** Somebody sets the device's clock while a request is under way: how wrong it is then, milliseconds. */
  setsClock: () => number | null;
}

/** A phone or a laptop of an agent: storage that outlives its pages, a clock that may be wrong, a network that may fail. */
export class Device implements Surrounding {
  readonly storage = new IDBFactory();
  tabs: Tab[] = [];
  entries: OutboxEntry[] = [];
  state: TrackerState | null = null;
  /** How much its clock is wrong, milliseconds. */
  skew = 0;
  private slept = 0;
  /** Steps that it still sleeps. */
  asleep = 0;
  /** The last batch it has sent, and what became of it. */
  lastBatch: string | null = null;
  lastAnswer = "nothing was sent";
  private readonly held = new Map<string, Tab>();

  constructor(
    readonly name: string,
    readonly agentId: string,
    private readonly token: string,
    private readonly now: () => number,
    private readonly network: Network,
    private readonly judge: Judge,
    private readonly open: OpenClient,
  ) {}

  readonly wall = (): number => Math.floor(this.now() + this.skew);
  readonly mono = (): number => this.now() - this.slept;

  sleepFor(ms: number): void {
    this.slept += ms;
  }

  saw(entries: OutboxEntry[], state: TrackerState): void {
    this.entries = entries;
    this.state = state;
    this.judge.saw(this.agentId, entries);
  }

  /** Loads the page: from the server, or from the service worker's copy when it does not answer. */
  async openTab(): Promise<Tab> {
    const tab = new Tab(this, this.open);
    this.tabs.push(tab);
    const answer = await this.send("/api/v1/diary/session", '{"intent":"look"}').catch(() => null);
    const body = (await answer?.json().catch(() => null)) as { serverTime?: string; running: RunningRow | null } | null;
    const page = body?.serverTime ? { now: Date.parse(body.serverTime), running: body.running && running(body.running) } : null;
    void tab.engine.open(page);
    await tab.quiet();
    return tab;
  }

  closeTab(tab: Tab | undefined): void {
    tab?.kill();
    this.tabs = this.tabs.filter((one) => one !== tab);
  }

  locksFor(tab: Tab) {
    return {
      request: async <T>(name: string, _options: unknown, work: (lock: object | null) => Promise<T>): Promise<T> => {
        // What a page asked for before it was gone is never given to it.
        if (tab.dead) return new Promise<never>(() => undefined);
        if (this.held.has(name)) return work(null);
        this.held.set(name, tab);
        try {
          return await work({ name });
        } finally {
          if (this.held.get(name) === tab) this.held.delete(name);
        }
      },
    };
  }

  /** The browser gives back what a page held that is gone. */
  released(tab: Tab): void {
    for (const [name, holder] of this.held) if (holder === tab) this.held.delete(name);
  }

  /** A request of a page; a page that is gone hears nothing any more. */
  async ask(tab: Tab, url: string, init: RequestInit): Promise<Response> {
    const never = new Promise<never>(() => undefined);
    if (tab.dead) return never;
    tab.asking += 1;
    try {
      const body = String(init.body);
      if (url.endsWith("/segments")) this.lastBatch = body;
      const answer = await this.send(url, body);
      this.skew = this.network.setsClock() ?? this.skew;
      return tab.dead ? never : answer;
    } catch (error) {
      if (tab.dead) return never;
      throw error;
    } finally {
      tab.asking -= 1;
    }
  }

  async send(url: string, body: string): Promise<Response> {
    const cut = this.network.cut();
    if (cut === "network_cut_before") throw new TypeError("the network is gone");
    const segments = url.endsWith("/segments");
    if (segments) this.lastAnswer = "no answer";
    const response = await fetch(`${this.network.url()}${url}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` },
      body,
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    if (segments) this.lastAnswer = `${response.status} ${text.slice(0, 200)}`;
    if (segments && response.status === 200) this.judge.answered(this.agentId, body, text);
    if (cut === "network_cut_after") throw new TypeError("the network is gone");
    if (cut === "answer_garbled") return new Response(text.slice(0, text.length / 2), { status: 200 });
    if (cut === "bad_gateway") return new Response("<html>Bad gateway</html>", { status: 502 });
    return new Response(text, { status: response.status });
  }
}

interface RunningRow {
  contractId: string;
  mode: "tracked" | "on-call" | "in-queue";
  memo: string;
  startedAt: string;
  recordedUntil: string;
  lastSeenAt: string;
}
const running = (row: RunningRow) => ({
  ...row,
  startedAt: new Date(row.startedAt),
  recordedUntil: new Date(row.recordedUntil),
  lastSeenAt: new Date(row.lastSeenAt),
});
