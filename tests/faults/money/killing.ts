import { type ChildProcess, fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { moveClockTo } from "#app/kernel/business-clock.server.ts";
import { addDays, addMinutes, shiftWeek, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { openDatabase, postgresClient } from "#db/client.server.ts";
import { type EmbeddedPostgres, ensureDatabase } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import { populate } from "#tests/bench/payday/population.ts";
import { moveSandboxClock } from "#workers/sandbox-clock.ts";
import { Draw } from "./draw.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const CONTRACTS = 120;
/** Slow enough that a kill finds work under way. */
const LATENCY_MS = 20;
/** The queue takes half a minute to see that a worker is gone; lives run beside. */
const LIMIT_MS = 10 * 60_000;

/**
 * A whole weekly run by the real workers process on the real queue, killed with SIGKILL again and again at random moments and started anew.
 * Afterwards every contract is closed, billed, charged, released and sent its money once.
 */
export async function killWorkers(server: EmbeddedPostgres, killsAPhase: number): Promise<{ kills: number; broken: string[] }> {
  const draw = new Draw(9);
  await ensureDatabase(server, "deskhand");
  const address = server.address("deskhand");
  await migrate(address, path.join(root, "db/migrations"));
  const files = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-killed-"));
  const sql = postgresClient(address, { max: 2 });
  const { db, close } = openDatabase(address, 2);
  const sandbox = await start("app/edges/stripe/sandbox/server.ts", { PORT: "0" });
  const url = `http://127.0.0.1:${sandbox.port}`;
  let workers: ChildProcess | null = null;
  let kills = 0;
  const broken: string[] = [];
  try {
    // The business clock never goes back, so it is a week to come.
    const week = shiftWeek(weekOf(new Date()), 1);
    const monday = addMinutes(addDays(startOfWeek(week), 7), 12 * 60);
    const wednesday = addDays(monday, 9);
    await moveSandboxClock(url, addMinutes(monday, -3));
    await populate(sql, url, week, CONTRACTS);
    await fetch(`${url}/_sandbox/latency`, { method: "POST", body: JSON.stringify({ latencyMs: LATENCY_MS }) });
    const env = { DATABASE_SOCKET: server.socket, STRIPE_SANDBOX_URL: url, DATA_DIR: files, DEMO: "1", LOG_LEVEL: "silent" };
    const revive = async () => {
      workers = (await start("workers/index.ts", env)).child;
    };
    const phase = async (name: string, from: Date, done: string) => {
      await moveSandboxClock(url, from);
      await moveClockTo(db, from);
      for (let n = 0; n < killsAPhase; n++) {
        await pause(50 + draw.upTo(1200));
        workers!.kill("SIGKILL");
        kills += 1;
        await revive();
      }
      const began = performance.now();
      for (;;) {
        const [row] = await sql.unsafe(done);
        if (Object.values(row!)[0] === true) return;
        if (performance.now() - began > LIMIT_MS) return void broken.push(`${name} did not come to its end: ${done}`);
        await pause(250);
      }
    };
    await moveClockTo(db, addMinutes(monday, -2));
    await revive();
    await pause(2500);
    await phase("the close", monday, `select count(*) = ${CONTRACTS / 10} from bills where state = 'paid'`);
    await phase("the release", wednesday, `select count(*) = ${CONTRACTS} from payout_releases`);
    await phase(
      "pay day",
      addMinutes(wednesday, 60),
      `select count(*) = ${CONTRACTS} from payouts where state in ('sent', 'paid')`,
    );
    for (const [table, n] of [
      ["timesheets", CONTRACTS],
      ["bills", CONTRACTS / 10],
      ["payout_releases", CONTRACTS],
      ["payouts", CONTRACTS],
    ] as const) {
      const [row] = await sql.unsafe(`select count(*)::int as n from ${table}`);
      if (row!.n !== n) broken.push(`${row!.n} ${table} instead of ${n}`);
    }
    const stripe = createStripe({ STRIPE_SANDBOX_URL: url });
    const charged = await stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    const taken = charged.filter((one) => one.status === "succeeded").length;
    if (taken !== CONTRACTS / 10) broken.push(`${taken} charges at Stripe instead of ${CONTRACTS / 10}`);
    const transfers = await stripe.transfers.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    if (transfers.length !== CONTRACTS) broken.push(`${transfers.length} transfers at Stripe instead of ${CONTRACTS}`);
    return { kills, broken };
  } finally {
    (workers as ChildProcess | null)?.kill("SIGKILL");
    sandbox.child.kill("SIGKILL");
    await close();
    await sql.end();
    fs.rmSync(files, { recursive: true, force: true });
  }
}

async function start(file: string, env: Record<string, string>): Promise<{ child: ChildProcess; port?: number }> {
  const child = fork(path.join(root, file), [], {
    cwd: root,
    env: { ...process.env, ...env },
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.on("message", (message: { ready?: boolean; port?: number }) => message.ready && resolve({ child, port: message.port }));
    child.once("exit", (code) => reject(new Error(`${file} ended (${code}) before it was ready`)));
  });
}
