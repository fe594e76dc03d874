import { AsyncLocalStorage } from "node:async_hooks";
import Stripe from "stripe";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import type { Db } from "#db/client.server.ts";
import type { Draw } from "./draw.ts";

/** Where a process may die: around the commit of a transaction and around a call to Stripe. */
export const deaths = ["kill_before_commit", "kill_after_commit", "kill_before_call", "kill_after_call"] as const;
export type Death = (typeof deaths)[number];

/** kill -9 in this process: whatever belongs to the killed one gets this from everything it touches afterwards. */
export class Killed extends Error {
  constructor() {
    super("killed");
  }
}

/** One run of a job or of a person's request, in a process of its own as far as it can tell. */
export interface Life {
  dead: boolean;
  plan: { death: Death; after: number } | null;
}

const living = new AsyncLocalStorage<Life>();

function guard(): void {
  if (living.getStore()?.dead) throw new Killed();
}

/** Hits by name: kinds of faults, struck calls, steps of lives. */
export class Hits {
  readonly faults: Record<string, number> = {};
  readonly calls: Record<string, number> = {};
  readonly steps: Record<string, number> = {};
  add(of: "faults" | "calls" | "steps", name: string, n = 1) {
    this[of][name] = (this[of][name] ?? 0) + n;
  }
}

export class Storm {
  /** 0: nobody dies any more. */
  deathRate = 0;
  constructor(
    private readonly draw: Draw,
    readonly hits: Hits,
  ) {}

  /** @returns whether it lived to its end, and what it threw */
  async live(work: () => Promise<unknown>): Promise<{ killed: boolean; error: unknown }> {
    const dies = this.draw.chance(this.deathRate);
    const life: Life = { dead: false, plan: dies ? { death: this.draw.one(deaths), after: this.draw.upTo(3) } : null };
    let error: unknown = null;
    await living.run(life, async () => {
      try {
        await work();
      } catch (thrown) {
        error = thrown;
      }
    });
    return { killed: life.dead, error: life.dead ? null : error };
  }

  private strike(death: Death, where: string) {
    const life = living.getStore();
    if (!life?.plan || life.plan.death !== death) return;
    if (life.plan.after > 0) {
      life.plan.after -= 1;
      return;
    }
    life.plan = null;
    life.dead = true;
    this.hits.add("faults", death);
    if (death.endsWith("call")) this.hits.add("calls", where);
    throw new Killed();
  }

  /** The pool as the process sees it. What it does outside of transactions is refused once it is dead; an open transaction rolls back. */
  database(db: Db): Db {
    const transaction = (async (work, config) => {
      guard();
      const result = await db.transaction(async (tx) => {
        const done = await work(tx);
        guard();
        this.strike("kill_before_commit", "");
        return done;
      }, config);
      this.strike("kill_after_commit", "");
      return result;
    }) as Db["transaction"];
    return new Proxy(db, {
      get: (target, name) => {
        if (name === "transaction") return transaction;
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          guard();
          return value.apply(target, args);
        };
      },
    });
  }

  /** The SDK with deaths around each request, and no retries of its own: what fails, fails, and the job has to come back. */
  stripe(url: string): StripeEdge {
    const { hostname, port } = new URL(url);
    const inner = Stripe.createNodeHttpClient();
    const send = inner.makeRequest.bind(inner);
    inner.makeRequest = async (host, atPort, path, method, ...rest) => {
      guard();
      const where = `${method} ${routeOf(path)}`;
      this.strike("kill_before_call", where);
      const answer = await send(host, atPort, path, method, ...rest);
      guard();
      this.strike("kill_after_call", where);
      return answer;
    };
    return new Stripe("sk_test_sandbox", {
      apiVersion: "2026-10-28.endive",
      maxNetworkRetries: 0,
      telemetry: false,
      host: hostname,
      port: Number(port),
      protocol: "http",
      httpClient: inner,
    });
  }
}

/** A path with its ids taken out, as the sandbox counts them. */
export function routeOf(path: string): string {
  return path.split("?")[0]!.replaceAll(/\/[a-z_]+_[A-Za-z0-9]{16,}/g, "/:id");
}
