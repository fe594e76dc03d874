import { type ChildProcess, fork } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { moveClockTo } from "#app/kernel/business-clock.server.ts";
import { addDays, shiftWeek, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { openDatabase, postgresClient } from "#db/client.server.ts";
import { type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const DATABASE = "deskhand";

export interface Person {
  agentId: string;
  token: string;
  contracts: string[];
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** PostgreSQL (durable), Stripe's sandbox, web and workers, each a process that can be killed; and agents with two contracts each. */
export async function openWorld(agents: number, mutant: { name: string; sql?: string } | null) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-diary-"));
  fs.chmodSync(dir, 0o755);
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dir });
  await ensureDatabase(postgres, DATABASE);
  const address = postgres.address(DATABASE);
  await migrate(address, path.join(root, "db/migrations"));
  if (mutant?.sql) {
    const sql = postgresClient(address, { max: 1 });
    await sql.unsafe(mutant.sql);
    await sql.end();
  }
  const { db, sql, close } = openDatabase(address, 4);
  // A week to come, since the business clock never goes back; it begins on its Tuesday.
  const begin = addDays(startOfWeek(shiftWeek(weekOf(new Date()), 1)), 1);
  const from = shiftWeek(weekOf(begin), -2);
  const people: Person[] = [];
  const business = await givenBusiness(db, { now: startOfWeek(from) });
  for (let i = 0; i < agents; i++) {
    const agent = await givenAgent(db, { now: startOfWeek(from) });
    const wish = { people: business, agent, from, headcount: 1, weeklyLimitMinutes: 10_080 };
    const contracts = [await givenContract(db, wish), await givenContract(db, wish)].map((one) => one.contract.id);
    const by = { actor: agent.agent, now: startOfWeek(from) };
    const { token } = await db.transaction((tx) => createApiToken(tx, { label: "tracker" }, by));
    people.push({ agentId: agent.agentId, token, contracts });
  }
  await moveClockTo(db, begin);
  let ahead = begin.getTime() - Date.now();
  const port = await freePort();
  const processes = new Set<ChildProcess>();
  const start = async (file: string, env: Record<string, string>): Promise<{ child: ChildProcess; port?: number }> => {
    const child = fork(path.join(root, file), [], {
      cwd: root,
      env: { ...process.env, LOG_LEVEL: "silent", DEMO: "1", DATABASE_SOCKET: postgres.socket, DATA_DIR: dir, ...env },
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    processes.add(child);
    child.once("exit", () => processes.delete(child));
    return new Promise((resolve, reject) => {
      child.on("message", (message: "ready" | { ready?: boolean; port?: number }) => {
        if (message === "ready") resolve({ child });
        else if (message.ready) resolve({ child, port: message.port });
      });
      child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
    });
  };
  const sandbox = await start("app/edges/stripe/sandbox/server.ts", { PORT: "0" });
  const STRIPE_SANDBOX_URL = `http://127.0.0.1:${sandbox.port}`;
  const startWeb = () =>
    start("tests/faults/diary/web.ts", { PORT: String(port), STRIPE_SANDBOX_URL, MUTANT: mutant?.name ?? "" });
  const startWorkers = () => start("workers/index.ts", { STRIPE_SANDBOX_URL });
  let [web, workers] = await Promise.all([startWeb(), startWorkers()]);
  /** One repair of a kind at a time; what dies before it was ready is started again. */
  const revive = async (again: () => Promise<{ child: ChildProcess }>): Promise<{ child: ChildProcess }> => {
    for (let tries = 0; ; tries++)
      try {
        return await again();
      } catch (error) {
        if (tries >= 10) throw error;
        await pause(300);
      }
  };
  /**
   * A server's clock goes on by itself; the one that the suite moves is told to the web by the database, and that may have been cut. Kills come later, in
   * the middle of what everybody does then.
   */
  async function untilTold(moment: number): Promise<void> {
    let said = "";
    for (let tries = 0; tries < 600; tries++) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/diary/session`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${people[0]!.token}` },
        body: '{"intent":"look"}',
        signal: AbortSignal.timeout(5_000),
      }).catch(() => null);
      const body = (await answer?.json().catch(() => null)) as { serverTime?: string } | null | undefined;
      if (body?.serverTime && Date.parse(body.serverTime) > moment - 2_000) return;
      said = `${answer?.status} ${JSON.stringify(body)}`;
      await pause(100);
    }
    throw new Error(`the web did not come back within a minute: ${said} instead of ${new Date(moment).toISOString()}`);
  }
  return {
    db,
    people,
    url: () => `http://127.0.0.1:${port}`,
    now: () => Date.now() + ahead,
    async advance(ms: number) {
      const target = new Date(Date.now() + ahead + ms);
      for (;;)
        try {
          await moveClockTo(db, target);
          break;
        } catch {
          await pause(100); // the database comes up again
        }
      ahead += ms;
      await untilTold(target.getTime());
    },
    async killWeb() {
      web.child.kill("SIGKILL");
      web = await revive(startWeb);
    },
    async killWorkers() {
      workers.child.kill("SIGKILL");
      workers = await revive(startWorkers);
    },
    /** A random session that works for somebody just now. @returns whether there was one */
    async endBackend(): Promise<boolean> {
      const rows = await sql<{ done: boolean }[]>`select pg_terminate_backend(pid) as done from pg_stat_activity
        where datname = ${DATABASE} and pid <> pg_backend_pid() and backend_type = 'client backend'
        order by (state <> 'idle') desc, random() limit 1`.catch(() => []);
      return rows.length > 0;
    },
    async killDatabase() {
      const pid = Number(fs.readFileSync(path.join(dir, "data/postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(pid, "SIGKILL");
      while (isAlive(pid)) await pause(20);
      postgres = await startEmbeddedPostgres({ dir });
    },
    async close() {
      for (const child of processes) child.kill("SIGKILL");
      await close().catch(() => undefined);
      await postgres.stop();
      fs.rmSync(dir, { recursive: true, force: true });
      fs.rmSync(postgres.socket, { recursive: true, force: true });
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
