import { type ChildProcess, fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { moveClockTo } from "#app/kernel/business-clock.server.ts";
import { addDays, addMinutes, shiftWeek, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { openDatabase, postgresClient } from "#db/client.server.ts";
import { type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import type { Findings } from "#tests/bench/run.ts";
import { moveSandboxClock } from "#workers/sandbox-clock.ts";
import { populate } from "./population.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const say = (line: string) => process.stderr.write(`${line}\n`);

/**
 * The whole weekly run of product.md by the real workers process, on the embedded PostgreSQL (durable) and the Stripe sandbox as processes of their own: close,
 * bills, charges, release, payouts up to the word of Stripe that it sends them. The clock is moved to each due time; what is measured is the time from there
 * until the last contract is done. `--contracts 10000`; a tenth of it is the yardstick of growth.
 */
export default async function payday(args: string[]): Promise<Findings> {
  const at = args.indexOf("--contracts");
  const contracts = at < 0 ? 10_000 : Number(args[at + 1]);
  const few = Math.max(10, Math.round(contracts / 10));
  // The first run of a machine pays for its caches; nobody's figures.
  await weeklyRun(Math.min(few, 200), 0);
  const small = await weeklyRun(few, 0);
  const large = await weeklyRun(contracts, 0);
  const slow = await weeklyRun(contracts, 50);
  const growth = large.seconds / (small.seconds * (contracts / few));
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    metrics: {
      contracts,
      contracts_per_second: round(contracts / large.seconds),
      contracts_per_second_at_50_ms: round(contracts / slow.seconds),
      growth_10x: round(growth),
      // The same in CPU time of the workers and the database, which does not depend on what else the machine does.
      growth_10x_in_cpu: round(large.cpuSeconds / (small.cpuSeconds * (contracts / few))),
      cpu_ms_per_contract: round((large.cpuSeconds * 1000) / contracts),
      peak_rss_mb: Math.round(large.peakRssMb),
    },
    aims: { growth_10x: { aim: "at most 1.1", met: growth <= 1.1 } },
  };
}

interface Measured {
  seconds: number;
  cpuSeconds: number;
  peakRssMb: number;
}

async function weeklyRun(contracts: number, latencyMs: number): Promise<Measured> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-payday-"));
  fs.chmodSync(dir, 0o755);
  const running: ChildProcess[] = [];
  let server: EmbeddedPostgres | null = null;
  try {
    server = await startEmbeddedPostgres({ dir });
    await ensureDatabase(server, "deskhand");
    await migrate(server.address("deskhand"), path.join(root, "db/migrations"));
    const sandbox = await start(running, "app/edges/stripe/sandbox/server.ts", {});
    const url = `http://127.0.0.1:${sandbox.ready.port}`;
    // The business clock never goes back, so it is a week to come.
    const week = shiftWeek(weekOf(new Date()), 1);
    const monday = addMinutes(addDays(startOfWeek(week), 7), 12 * 60);
    const wednesday = addDays(monday, 9);
    await moveSandboxClock(url, addMinutes(monday, -13 * 60));
    const sql = postgresClient(server.address("deskhand"), { max: 4 });
    const { businesses } = await populate(sql, url, week, contracts);
    const { db, close } = openDatabase(server.address("deskhand"), 2);
    let at = monday;
    const move = async (instant: Date) => {
      await moveSandboxClock(url, instant);
      await moveClockTo(db, instant);
      at = instant;
    };
    await move(addMinutes(monday, -12 * 60));
    const workers = await start(running, "workers/index.ts", {
      DATABASE_SOCKET: server.socket,
      STRIPE_SANDBOX_URL: url,
      DATA_DIR: path.join(dir, "files"),
      DEMO: "1",
      LOG_LEVEL: "silent",
    });
    await until(sql, "select count(*) >= 5 from schedule_runs");
    // What Stripe has to tell about the cards and bank accounts is heard before the week closes, as in life; for many that takes minutes of the clock too.
    await quiet(sql, at);
    await move(addMinutes(monday, -10));
    await quiet(sql, at);
    await fetch(`${url}/_sandbox/latency`, { method: "POST", body: JSON.stringify({ latencyMs }) });
    let [seconds, cpuSeconds] = [0, 0];
    const cpu = () => cpuOf(workers.child.pid!) + cpuOf(postmasterIn(dir));
    const phase = async (name: string, from: Date, done: string) => {
      await quiet(sql, at);
      if (await isSo(sql, done)) throw new Error(`${name} was over before it was measured`);
      const [before, began] = [cpu(), performance.now()];
      await move(from);
      await until(sql, done);
      const took = (performance.now() - began) / 1000;
      const used = cpu() - before;
      seconds += took;
      cpuSeconds += used;
      say(`  ${name.padEnd(10)}${took.toFixed(1).padStart(8)} s   (CPU ${used.toFixed(1)} s)`);
    };
    say(`${contracts} contracts, Stripe answers after ${latencyMs} ms:`);
    await phase(
      "close",
      monday,
      `select (select count(*) from bills where state = 'paid') = ${businesses} and (select sum(1) from timesheets) = ${contracts}`,
    );
    await move(addMinutes(wednesday, -2));
    await phase("release", wednesday, `select count(*) = ${contracts} from payout_releases`);
    await phase("pay", addMinutes(wednesday, 60), `select count(*) = ${contracts} from payouts where state in ('sent', 'paid')`);
    const status = fs.readFileSync(`/proc/${workers.child.pid}/status`, "utf8");
    const peakRssMb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    await Promise.all([close(), sql.end({ timeout: 2 })]);
    return { seconds, cpuSeconds, peakRssMb };
  } finally {
    for (const child of running.reverse()) await ended(child);
    await server?.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

async function start(running: ChildProcess[], file: string, env: Record<string, string>) {
  const child = fork(path.join(root, file), [], {
    cwd: root,
    env: { ...process.env, ...env },
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  running.push(child);
  const ready = await new Promise<{ port?: number }>((resolve, reject) => {
    child.on("message", (message: { ready?: boolean; port?: number }) => message.ready && resolve(message));
    child.once("exit", (code) => reject(new Error(`${file} ended (${code}) before it was ready`)));
  });
  return { child, ready };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

async function isSo(sql: postgres.Sql, condition: string): Promise<boolean> {
  const [row] = await sql.unsafe(condition);
  return Object.values(row!)[0] === true;
}

const LIMIT_MS = 30 * 60_000;

async function until(sql: postgres.Sql, condition: string): Promise<void> {
  const began = performance.now();
  for (;;) {
    if (await isSo(sql, condition)) return;
    if (performance.now() - began > LIMIT_MS) throw new Error(`not in ${LIMIT_MS / 60_000} minutes: ${condition}`);
    await delay(100);
  }
}

/** Nothing recorded that was not handed over, nothing handed over that waits or runs, and Stripe's events read, which is due every ten minutes. @param at business time */
async function quiet(sql: postgres.Sql, at: Date): Promise<void> {
  await until(
    sql,
    `select (select last_due_at > '${addMinutes(at, -10).toISOString()}' from schedule_runs where name = 'catch-up-stripe-events')
      and not exists (select 1 from events where relayed_at is null)
      and not exists (select 1 from bullmq.job where state in ('waiting', 'active', 'waiting-children'))`,
  );
}

/** CPU seconds of a process and its children, those that have ended included (proc(5): hundredths of a second). */
function cpuOf(pid: number): number {
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const living = pids.flatMap((one) => {
    try {
      const fields = fs.readFileSync(`/proc/${one}/stat`, "utf8").split(") ").at(-1)!.split(" ");
      const [parent, user, kernel, ...ended] = [1, 11, 12, 13, 14].map((field) => Number(fields[field]));
      if (Number(one) === pid) return [user! + kernel! + ended[0]! + ended[1]!];
      return parent === pid ? [user! + kernel!] : [];
    } catch {
      return []; // ended meanwhile: its parent has counted it
    }
  });
  return living.reduce((sum, one) => sum + one, 0) / 100;
}

const postmasterIn = (dir: string) => Number(fs.readFileSync(path.join(dir, "data/postmaster.pid"), "utf8").split("\n")[0]);
