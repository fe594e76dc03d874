import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** An outage on demand, for the next `times` requests that match. */
export interface Fault {
  method?: string;
  /** The beginning of a path, "/v1/transfers". */
  path: string;
  times: number;
  /** Answer with this status and an api_error (429: a rate limit, 409: a lock); without it and without `drop`, only the delay applies. */
  status?: number;
  /** Close the connection without an answer. */
  drop?: boolean;
  /** Do the work first, then fail: the caller cannot know that it was done. */
  after?: boolean;
  delayMs?: number;
}

/** What the random weather can do to a request: before its work, or after it, so that the work stands and the caller does not know. */
const kinds = {
  drop: { drop: true },
  drop_after: { drop: true, after: true },
  error_500: { status: 500 },
  error_500_after: { status: 500, after: true },
  conflict: { status: 409 },
  rate_limit: { status: 429 },
  delay: {},
} satisfies Record<string, Partial<Fault>>;
export type FaultKind = keyof typeof kinds;

/** What it can do to a webhook. */
const webhookKinds = ["webhook_lost", "webhook_doubled", "webhook_late", "webhook_shuffled"] as const;
export type WebhookFault = (typeof webhookKinds)[number];

export interface RandomFaults {
  seed: string | number;
  /** Chances between 0 and 1 of each kind; those of requests add up to 1 at most, each of a webhook stands for itself. */
  rates: Partial<Record<FaultKind | WebhookFault, number>>;
  /** Beginnings of the paths it may strike; all without it. */
  paths?: string[];
  /** Routes ("POST /v1/refunds/:id") that it strikes so many times as often: those that are seldom asked. */
  rougher?: Record<string, number>;
  /** How long `delay` and `webhook_late` take. */
  delayMs?: number;
}

const DELAY_MS = 200;

/**
 * The sandbox's weather: outages that were ordered one by one, and random ones. A random draw depends on nothing but the seed, the route and
 * how many requests to that route there were before: the same requests meet the same weather in whatever order their routes are mixed.
 */
export class Faults {
  private planned: Fault[] = [];
  private random: RandomFaults | null = null;
  private readonly drawn = new Map<string, number>();
  private requests = 0;
  private readonly asked: Record<string, number> = {};
  private readonly kinds: Record<string, number> = {};
  private readonly routes: Record<string, Record<string, number>> = {};

  set(faults: Fault[]) {
    this.planned = faults.map((fault) => ({ ...fault }));
  }

  /** Null: the sun shines. @throws Error for an unknown kind or a chance that is none */
  setRandom(random: RandomFaults | null) {
    const rates = Object.entries(random?.rates ?? {});
    const known: string[] = [...Object.keys(kinds), ...webhookKinds];
    for (const [kind, rate] of rates) {
      if (!known.includes(kind)) throw new Error(`there is no fault "${kind}": ${known.join(", ")}`);
      if (!(typeof rate === "number" && rate >= 0 && rate <= 1)) throw new Error(`${kind}: a chance is between 0 and 1`);
    }
    const total = rates.reduce((sum, [kind, rate]) => sum + (kind in kinds ? rate : 0), 0);
    if (total > 1 + 1e-9) throw new Error("the chances of a request's faults are more than 1 together");
    this.random = random;
    this.drawn.clear();
  }

  /** How often which kind struck, and where; `asked`: the requests that random weather could have struck. Ordered faults count as the kind they are like. */
  counts() {
    return { requests: this.requests, asked: { ...this.asked }, kinds: { ...this.kinds }, routes: structuredClone(this.routes) };
  }

  take(method: string, path: string): Fault | null {
    this.requests += 1;
    const fault = this.ordered(method, path) ?? this.draw(method, path);
    if (fault) this.count(kindOf(fault), `${method} ${routeOf(path)}`);
    return fault;
  }

  private ordered(method: string, path: string): Fault | null {
    const fault = this.planned.find(
      (one) => one.times > 0 && path.startsWith(one.path) && (!one.method || one.method === method),
    );
    if (!fault) return null;
    fault.times -= 1;
    this.planned = this.planned.filter((one) => one.times > 0);
    return fault;
  }

  private draw(method: string, path: string): Fault | null {
    const { random } = this;
    if (!random || (random.paths && !random.paths.some((one) => path.startsWith(one)))) return null;
    const route = `${method} ${routeOf(path)}`;
    this.asked[route] = (this.asked[route] ?? 0) + 1;
    let left = this.chance(route) / (random.rougher?.[route] ?? 1);
    for (const kind of Object.keys(kinds) as FaultKind[]) {
      left -= random.rates[kind] ?? 0;
      if (left < 0)
        return { path, times: 1, ...kinds[kind], ...(kind === "delay" ? { delayMs: random.delayMs ?? DELAY_MS } : {}) };
    }
    return null;
  }

  /** Whether the weather strikes this delivery. */
  strikes(kind: WebhookFault, eventType: string): boolean {
    const rate = this.random?.rates[kind] ?? 0;
    return rate > 0 && this.chance(`${kind} ${eventType}`) < rate;
  }

  get delayMs(): number {
    return this.random?.delayMs ?? DELAY_MS;
  }

  count(kind: string, where: string) {
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    const route = this.routes[where] ?? {};
    this.routes[where] = { ...route, [kind]: (route[kind] ?? 0) + 1 };
  }

  /** The next number of a series, between 0 and 1. */
  private chance(series: string): number {
    const nth = this.drawn.get(series) ?? 0;
    this.drawn.set(series, nth + 1);
    return createHash("sha256").update(`${this.random!.seed} ${series} ${nth}`).digest().readUInt32BE() / 2 ** 32;
  }

  /** @returns false when the fault is only a delay */
  answer(fault: Fault, response: ServerResponse): boolean {
    if (fault.drop) {
      response.destroy();
      return true;
    }
    if (fault.status === undefined) return false;
    response.writeHead(fault.status, { "content-type": "application/json", "request-id": "req_fault" });
    response.end(
      JSON.stringify({ error: errors[fault.status] ?? { type: "api_error", message: "An outage that was asked for." } }),
    );
    return true;
  }
}

const errors: Record<number, object> = {
  409: {
    code: "lock_timeout",
    type: "invalid_request_error",
    message: "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
  },
  429: { code: "rate_limit", type: "rate_limit_error", message: "Request rate limit exceeded." },
};

function kindOf(fault: Fault): string {
  const name = fault.drop ? "drop" : fault.status === 429 ? "rate_limit" : fault.status === 409 ? "conflict" : null;
  const what = name ?? (fault.status === undefined ? "delay" : `error_${fault.status}`);
  return fault.after && what !== "delay" ? `${what}_after` : what;
}

/** A path with its ids taken out: "/v1/transfers/:id/reversals". Ids have a prefix and many letters; names of routes have no such words. */
function routeOf(path: string): string {
  return path.replaceAll(/\/[a-z_]+_[A-Za-z0-9]{16,}/g, "/:id");
}
