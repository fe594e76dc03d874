import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { build } from "esbuild";
import {
  IDBCursor,
  IDBDatabase,
  IDBIndex,
  IDBKeyRange,
  IDBObjectStore,
  IDBOpenDBRequest,
  IDBRequest,
  IDBTransaction,
} from "fake-indexeddb";
import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import type { TrackerState } from "#app/domain/diary/tracker-state.ts";
import type { TrackerEngine } from "#app/ui/diary/tracker-engine.ts";
import { defective } from "#tests/faults/plant.ts";
import type { Mutant } from "./mutants.ts";

const root = path.resolve(import.meta.dirname, "../../..");
type Client = { TrackerEngine: typeof TrackerEngine };
type Surroundings = Record<string, unknown>;
export type OpenClient = (surroundings: Surroundings) => Client;

const names = [
  ...["window", "document", "navigator", "performance", "Date", "fetch", "setInterval", "clearInterval", "BroadcastChannel"],
  ...["indexedDB", "IDBCursor", "IDBDatabase", "IDBIndex", "IDBKeyRange", "IDBObjectStore", "IDBOpenDBRequest", "IDBRequest"],
  "IDBTransaction",
];

/** The tracker's own code, bundled as for a browser; each call evaluates it anew, as a page that is loaded does. */
export async function clientCode(mutant?: Mutant): Promise<OpenClient> {
  const planting = mutant?.where === "tracker" ? mutant : null;
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { TrackerEngine } from "#app/ui/diary/tracker-engine.ts";',
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "client",
    platform: "browser",
    target: "node20",
    logLevel: "silent",
    plugins: [
      {
        name: "planting",
        setup: (bundler) => {
          if (planting)
            bundler.onLoad({ filter: /\.ts$/ }, ({ path: file }) =>
              file === path.join(root, planting.file) ? { contents: defective(planting), loader: "ts" } : undefined,
            );
        },
      },
    ],
  });
  const open = new Function(...names, `${outputFiles[0]!.text}\nreturn client;`);
  return (surroundings) => open(...names.map((name) => surroundings[name])) as Client;
}

const idb = { IDBCursor, IDBDatabase, IDBIndex, IDBKeyRange, IDBObjectStore, IDBOpenDBRequest, IDBRequest, IDBTransaction };
/** A step of IndexedDB takes a turn of the event loop; after so many without a request the page waits for nothing any more. */
const QUIET_TURNS = 30;

/** What a page finds on the device that it is open on. */
export interface Surrounding {
  name: string;
  agentId: string;
  storage: IDBFactory;
  wall: () => number;
  mono: () => number;
  locksFor(tab: Tab): unknown;
  ask(tab: Tab, url: string, init: RequestInit): Promise<Response>;
  saw(entries: OutboxEntry[], state: TrackerState): void;
  released(tab: Tab): void;
}

/** One open tracker page: the product's engine with a clock, a storage and a network of its device. */
export class Tab {
  dead = false;
  asking = 0;
  readonly engine: TrackerEngine;
  private readonly looks: (() => void)[] = [];
  private readonly window = new EventTarget();

  constructor(
    private readonly device: Surrounding,
    open: OpenClient,
  ) {
    const { wall, mono } = device;
    class DeviceDate extends Date {
      constructor(...given: [] | [number | string | Date]) {
        if (given.length === 0) super(wall());
        else super(...(given as [number]));
      }
      static override now = wall;
    }
    const { TrackerEngine: Engine } = open({
      ...idb,
      window: this.window,
      document: new EventTarget(),
      navigator: { userAgent: device.name, locks: device.locksFor(this) },
      performance: { now: mono },
      Date: DeviceDate,
      fetch: (url: string, init: RequestInit) => device.ask(this, url, init),
      // Only what looks at the clock; the suite says when.
      setInterval: (work: () => void, ms: number) => (ms >= 5_000 ? this.looks.push(work) : 0),
      clearInterval: () => undefined,
      indexedDB: device.storage,
    });
    this.engine = new Engine(
      device.agentId,
      (view) => device.saw(view.entries, view.state),
      () => undefined,
    );
  }

  /** The page looks at the clock, with or without a sign of life since the last look. */
  async look(active: boolean): Promise<void> {
    if (this.dead) return;
    if (active) this.window.dispatchEvent(new Event("keydown"));
    for (const work of this.looks) work();
    await this.quiet();
  }

  async quiet(): Promise<void> {
    for (let still = 0; still < QUIET_TURNS && !this.dead; still = this.asking > 0 ? 0 : still + 1) await turn();
  }

  /** Closed, crashed or without power: nothing it waits for arrives any more. */
  kill(): void {
    this.dead = true;
    this.device.released(this);
  }
}
