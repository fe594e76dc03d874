import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { wants } from "./event-routes.ts";
import type { Faults, WebhookFault } from "./faults.ts";
import type { Row } from "./store.ts";
import { type Delivery, type EndpointOwn, PLATFORM, type World } from "./world.ts";

/** Real seconds before each further try; after the last the delivery waits for a flush. Stripe's own are hours apart. */
const RETRY_AFTER_SECONDS = [1, 2, 5, 10, 30, 60, 120, 300, 600];
const AT_ONCE = 6;
const TIMEOUT_MS = 15_000;
/** Events gather this long before a shuffled batch leaves. */
const SHUFFLE_MS = 50;

export interface WebhookConditions {
  delayMs: number;
  duplicate: boolean;
  shuffle: boolean;
  hold: boolean;
  /** Never arrives at all: the receiver has to find out by asking. */
  lose: boolean;
}

/** Signs and sends events to their endpoints, at least once, in no promised order. Undelivered ones outlive the process. */
export class Webhooks {
  conditions: WebhookConditions = { delayMs: 0, duplicate: false, shuffle: false, hold: false, lose: false };
  /** Of deliveries, since the start; `failed` counts tries that were not answered with a 2xx. */
  readonly counts = { announced: 0, delivered: 0, failed: 0, doubled: 0, late: 0, shuffled: 0, held: 0, lost: 0 };
  private readonly agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  private ready: string[] = [];
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private held = new Set<string>();
  private readonly sending = new Map<string, Promise<void>>();
  private closed = false;
  constructor(
    private readonly world: World,
    private readonly faults: Faults,
  ) {
    for (const row of world.deliveries.all()) if (!row.object.given_up) this.ready.push(row.id);
  }

  /** Takes the events of the request that was just answered. Before the commit, so that their deliveries are on disk with it. */
  take(): string[] {
    const { world } = this;
    const made: string[] = [];
    for (const id of world.announced.splice(0)) {
      const endpoints = this.endpointsOf(id);
      const type = (world.events.find(id) ?? world.thinEvents.find(id))!.object.type;
      for (const endpoint of endpoints) {
        this.counts.announced += 1;
        if (this.struck("webhook_lost", this.conditions.lose, type)) {
          this.counts.lost += 1;
          continue;
        }
        const doubled = this.struck("webhook_doubled", this.conditions.duplicate, type);
        if (doubled) this.counts.doubled += 1;
        for (let copy = 0; copy < (doubled ? 2 : 1); copy++) {
          const delivery = `${id} ${endpoint.id}${copy ? " again" : ""}`;
          world.deliveries.add(PLATFORM, delivery, { event: id, endpoint: endpoint.id, attempts: 0, given_up: false }, null);
          made.push(delivery);
        }
      }
      const event = world.events.find(id);
      if (event) event.object.pending_webhooks = endpoints.length;
    }
    return made;
  }

  /** After the commit: sends, or sets aside as the conditions say. */
  release(made: string[]) {
    if (made.length === 0) return;
    const { hold, delayMs } = this.conditions;
    for (const id of made) {
      const row = this.world.deliveries.find(id);
      const type = row && (this.world.events.find(row.object.event) ?? this.world.thinEvents.find(row.object.event))?.object.type;
      const shuffle = this.struck("webhook_shuffled", this.conditions.shuffle, type ?? "");
      const late = delayMs + (this.struck("webhook_late", false, type ?? "") ? this.faults.delayMs : 0);
      if (hold) this.counts.held += 1;
      else if (late > 0) this.counts.late += 1;
      if (shuffle) this.counts.shuffled += 1;
      if (hold) this.held.add(id);
      else if (late > 0 || shuffle) this.later(id, late + (shuffle ? SHUFFLE_MS : 0), shuffle);
      else this.ready.push(id);
    }
    this.pump();
  }

  /** Ordered for all deliveries, or struck by the random weather. */
  private struck(kind: WebhookFault, ordered: boolean, type: string): boolean {
    const drawn = this.faults.strikes(kind, type);
    if (drawn) this.faults.count(kind, type);
    return ordered || drawn;
  }

  private later(id: string, ms: number, first = this.conditions.shuffle) {
    const timer = setTimeout(() => {
      this.waiting.delete(id);
      // Shuffled: the newest first, so that a pair always arrives the wrong way round.
      if (first) this.ready.unshift(id);
      else this.ready.push(id);
      // Everything due in this turn of the loop leaves together.
      setImmediate(() => this.pump());
    }, ms);
    timer.unref();
    this.waiting.set(id, timer);
  }

  pump() {
    while (!this.closed && this.sending.size < AT_ONCE && this.ready.length > 0) {
      const id = this.ready.shift()!;
      const row = this.world.deliveries.find(id);
      if (!row || this.sending.has(id)) continue;
      const sent: Promise<void> = this.send(row).then(() => {
        this.sending.delete(id);
        this.pump();
      });
      this.sending.set(id, sent);
    }
  }

  /**
   * Sends everything that is held, waiting or given up now, once each, and what comes up meanwhile.
   * @returns how many arrived and how many did not
   */
  async flush(): Promise<{ delivered: number; failed: number }> {
    const tried = new Set(this.sending.keys());
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.held.clear();
    this.ready = [];
    for (;;) {
      const next = [...this.world.deliveries.all()].map((row) => row.id).filter((id) => !tried.has(id));
      if (next.length === 0 && this.sending.size === 0) break;
      for (const id of next) tried.add(id);
      this.ready.push(...(this.conditions.shuffle ? next.toReversed() : next));
      this.pump();
      await Promise.all(this.sending.values());
    }
    const failed = [...tried].filter((id) => this.world.deliveries.find(id)).length;
    return { delivered: tried.size - failed, failed };
  }

  get outstanding(): number {
    return this.world.deliveries.size;
  }

  private endpointsOf(eventId: string): { id: string; own: EndpointOwn; url: string }[] {
    const { world } = this;
    const event = world.events.find(eventId);
    if (!event) {
      const type = world.thinEvents.find(eventId)!.object.type;
      return [...world.destinations.all()]
        .filter((row) => wants(row.object.enabled_events, type))
        .map((row) => ({ id: row.id, own: row.own, url: row.object.webhook_endpoint!.url! }));
    }
    const scope = event.account === PLATFORM ? "platform" : "connected";
    return [...world.endpoints.all()]
      .filter((row) => row.own.scope === scope && wants(row.object.enabled_events, event.object.type))
      .map((row) => ({ id: row.id, own: row.own, url: row.object.url }));
  }

  private async send(row: Row<Delivery, null>): Promise<void> {
    const { world } = this;
    const endpoint = world.endpoints.find(row.object.endpoint) ?? world.destinations.find(row.object.endpoint);
    const event = world.events.find(row.object.event)?.object ?? notification(world, row.object.event);
    if (!endpoint || !event) return world.deliveries.remove(row.id);
    const address = endpoint.object.object === "webhook_endpoint" ? endpoint.object.url : endpoint.object.webhook_endpoint!.url!;
    const status = await this.postSigned(address, endpoint.own.secret, JSON.stringify(event));
    if (this.closed) return;
    this.counts[status >= 200 && status < 300 ? "delivered" : "failed"] += 1;
    if (status >= 200 && status < 300) {
      world.deliveries.remove(row.id);
    } else {
      const wait = RETRY_AFTER_SECONDS[row.object.attempts];
      row.object.attempts += 1;
      row.object.given_up = wait === undefined;
      world.deliveries.save(row);
      if (wait !== undefined) this.later(row.id, wait * 1000);
    }
    world.commit();
  }

  /** Signatures carry the real time: the receiver's tolerance is measured against it. */
  private postSigned(address: string, secret: string, body: string): Promise<number> {
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
    return new Promise((resolve) => {
      const headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(body),
        "stripe-signature": `t=${at},v1=${signature}`,
        "user-agent": "Stripe/1.0 (sandbox)",
      };
      const call = request(address, { method: "POST", agent: this.agent, headers, timeout: TIMEOUT_MS }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
        answer.on("error", () => resolve(0));
      });
      call.on("timeout", () => call.destroy());
      call.on("error", () => resolve(0));
      call.end(body);
    });
  }

  close() {
    this.closed = true;
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.agent.destroy();
  }
}

/** What a thin webhook carries: the event without its data. */
function notification(world: World, id: string): object | undefined {
  const event = world.thinEvents.find(id)?.object;
  if (!event) return undefined;
  const { data: _, ...rest } = event;
  return rest;
}
