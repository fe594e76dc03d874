import fs from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import express from "express";
import Stripe from "stripe";
import { type Actor, type Context, system } from "#app/domain/accounts/permissions.ts";
import { createMail } from "#app/edges/mail/mail.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { startSandbox } from "#app/edges/stripe/sandbox/sandbox.ts";
import { stripeWebhooks } from "#app/endpoints/webhooks/stripe.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { DomainError } from "#app/kernel/errors.ts";
import { log } from "#app/kernel/log.server.ts";
import { type Db, openDatabase, postgresClient } from "#db/client.server.ts";
import { startStripeJudge } from "#tests/judges/stripe.ts";
import type { JobDeps } from "#workers/deps.ts";
import { registerWebhooks } from "#workers/register-webhooks.ts";
import { nextStop, runDue } from "#workers/run-due.ts";
import { Draw } from "./draw.ts";
import { Queue } from "./queue.ts";
import { Hits, Storm } from "./storm.ts";

/** The Monday on which every life begins. */
export const BEGIN = new Date("2026-11-09T00:00:00Z");
const HOUR = 3_600_000;

/** Mails, ranking and ratings move no money. The proof and the reconciliation are made at the end. */
const notMoney = new Set([
  "notify",
  "send-verification-mail",
  "rebuild-match-profiles",
  "update-match-profile",
  "propose-promotions",
  "reveal-reviews",
  "start-amended-terms",
  "apply-committed-hours",
  "reconcile-stripe",
  "prove-ledger",
  "expire-offers",
  "sweep-accounts",
  "chase-requirements",
  "chase-tax-forms",
  "remind-terms",
  "mail-documents",
  "top-up-float",
  "mail-statement",
  "mail-diary-heads",
]);

/** The clock does not stop for these either: they are done when it stops next, as after a night that the product was down. */
const passedBy = new Set([...notMoney, "retry-bills"]);

/** How often each kind of fault strikes a request or a webhook. */
export const weather = {
  drop: 0.03,
  drop_after: 0.03,
  error_500: 0.025,
  error_500_after: 0.025,
  conflict: 0.025,
  rate_limit: 0.025,
  delay: 0.02,
  webhook_lost: 0.08,
  webhook_doubled: 0.08,
  webhook_late: 0.08,
  webhook_shuffled: 0.08,
};
const DEATH_RATE = 0.12;

/** Calls that a life makes seldom are struck three times as often. */
const seldom = [
  "GET /v1/balance",
  "GET /v1/charges/:id",
  "GET /v1/credit_notes",
  "GET /v1/invoice_payments",
  "GET /v1/invoice_payments/:id",
  "GET /v1/invoices/:id",
  "GET /v1/payment_methods/:id",
  "GET /v1/refunds",
  "GET /v1/refunds/:id",
  "GET /v2/money_management/outbound_payments/:id",
  "GET /v2/money_management/payout_intents/:id",
  "GET /v2/money_management/received_credits",
  "GET /v2/money_management/received_credits/:id",
  "POST /v1/credit_notes",
  "POST /v1/disputes/:id",
  "POST /v1/invoiceitems",
  "POST /v1/invoices",
  "POST /v1/invoices/:id/finalize",
  "POST /v1/invoices/:id/send",
  "POST /v1/payment_intents/:id/cancel",
  "POST /v1/payment_intents/:id/confirm",
  "POST /v1/payment_methods/:id/detach",
  "POST /v1/refunds",
  "POST /v1/transfers/:id/reversals",
  "POST /v2/money_management/payout_intents",
  "POST /v2/money_management/payout_intents/:id/cancel",
  "POST /v2/money_management/payout_intents/:id/confirm",
];
const rougher = Object.fromEntries(seldom.map((route) => [route, 3]));

export interface Place {
  socket: string;
  template: string;
  judged: boolean;
  /** A call that is struck often. */
  struck?: string;
}

export type MoneyWorld = Awaited<ReturnType<typeof openWorld>>;

/** Database, Stripe sandbox over HTTP, webhooks, queue, and one clock for all, in the storm that follows from the seed. */
export async function openWorld(seed: number, { socket, template, judged, struck }: Place) {
  const draw = new Draw(seed);
  const hits = new Hits();
  const storm = new Storm(draw, hits);
  const database = `faults_${process.pid}_${seed}_${Date.now().toString(36)}`;
  const admin = postgresClient({ socket, database: "postgres" }, { max: 1 });
  await admin`create database ${admin(database)} template ${admin(template)}`;
  const { db: pool, close: closePool } = openDatabase({ socket, database }, 8);
  const db: Db = storm.database(pool);
  const sandbox = await startSandbox({ now: BEGIN, seed: `faults ${seed}` });
  const judge = judged ? await startStripeJudge(sandbox.url) : null;
  const stripe = storm.stripe(judge?.url ?? sandbox.url);
  let now = BEGIN;
  const hooks = await openWebhooks(sandbox.url, pool, stripe, () => now);
  const queue = new Queue(draw, storm, notMoney);
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0" }, "/");
  const deps: JobDeps = {
    db,
    stripe,
    mail: createMail(env),
    storage: createStorage(env),
    now: () => now,
    context: () => ({ actor: system, now }),
    publicUrl: "https://deskhand.example",
    log,
    flow: async (pieces, then) => queue.addFlow(pieces, then),
  };
  await runDue(pool, now, async () => undefined);

  /** Lets webhooks that are under way arrive; late ones stay late. */
  const listen = async () => {
    await turn();
    for (let i = 0; i < 4 && sandbox.control.setWebhooks({}).outstanding > 0; i++) await pause(2);
  };
  const drain = () => queue.drain(deps, () => turn());
  const hear = async () => {
    await listen();
    await drain();
  };
  const untilLived = async (work: () => Promise<unknown>) => {
    for (;;) {
      const { killed, error } = await storm.live(work);
      if (error) throw error;
      if (!killed) return;
    }
  };

  async function advanceTo(until: Date): Promise<void> {
    await hear();
    for (;;) {
      const stop = nextStop(now, until, passedBy);
      now = stop ?? until;
      sandbox.control.setClock(now);
      await hear();
      await untilLived(() =>
        runDue(db, now, async (due) =>
          queue.add(due.map(({ id, schedule, payload }) => ({ id, name: schedule.job.name, payload }))),
        ),
      );
      await hear();
      if (!stop) return;
    }
  }

  /** A person's request: pressed again when the answer was lost or nobody answered. @returns whether it was done; false = refused with a reason */
  async function person(work: (context: Context) => Promise<unknown>, actor: Actor): Promise<boolean> {
    for (let tries = 0; tries < 5; tries++) {
      const { killed, error } = await storm.live(() => work({ actor, now }));
      if (killed || error instanceof Stripe.errors.StripeError) continue;
      if (error === null) return true;
      // Nothing that a person may ask for reaches for money that is not there: what refuses that has to know before the ledger does.
      if (error instanceof DomainError && error.status < 500 && error.key !== "ledger:errors.belowZero") return false;
      throw error;
    }
    return false;
  }

  return {
    seed,
    db: pool,
    /** What people's requests and jobs use: they may be killed. */
    deps,
    stripe,
    control: sandbox.control,
    books: sandbox.books,
    judge,
    draw,
    hits,
    storm,
    queue,
    now: () => now,
    hoursOn: (hours: number) => new Date(now.getTime() + hours * HOUR),
    advanceTo,
    hear,
    person,
    begin() {
      storm.deathRate = DEATH_RATE;
      const rougherHere = struck ? { ...rougher, [struck]: 4 } : rougher;
      sandbox.control.setRandomFaults({ seed, rates: weather, paths: ["/v1", "/v2"], rougher: rougherHere, delayMs: 15 });
    },
    /** Stripe is gone altogether, or back in its usual weather. */
    outage(on: boolean) {
      sandbox.control.setFaults(on ? [{ path: "/v", times: 10_000, status: 500 }] : []);
    },
    calm() {
      storm.deathRate = 0;
      sandbox.control.setFaults([]);
      const { kinds, routes, asked } = sandbox.control.faultCounts();
      // One that was asked and never struck counts as well.
      for (const route of Object.keys(asked)) hits.add("calls", route, 0);
      for (const [kind, n] of Object.entries(kinds)) hits.add("faults", kind, n);
      for (const [route, struck] of Object.entries(routes))
        if (/^(GET|POST|DELETE) /.test(route))
          hits.add(
            "calls",
            route,
            Object.values(struck).reduce((sum, n) => sum + n, 0),
          );
      sandbox.control.setRandomFaults(null);
    },
    async close() {
      await hooks.close();
      await judge?.close();
      await sandbox.close();
      await closePool();
      await admin`drop database ${admin(database)} with (force)`;
      await admin.end();
    },
  };
}

/** The product's own webhook endpoints, registered with the sandbox. */
async function openWebhooks(sandboxUrl: string, db: Db, stripe: Stripe, now: () => Date) {
  const app = express();
  let router: express.Router | undefined;
  app.use((request, response, next) => (router ? router(request, response, next) : next()));
  app.use(((_error, _request, response, _next) => void response.sendStatus(500)) as express.ErrorRequestHandler);
  const server: Server = app.listen(0);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-faults-"));
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0" }, "/");
  const here = { ...env, PORT: (server.address() as AddressInfo).port, DATA_DIR: dir };
  const secrets = await registerWebhooks(sandboxUrl, here);
  fs.rmSync(dir, { recursive: true, force: true });
  const clock = { now } as Parameters<typeof stripeWebhooks>[0]["clock"];
  router = stripeWebhooks({ db, stripe, clock, env: { ...here, ...secrets } });
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
