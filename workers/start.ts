import { type ChildProcess, fork, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { keyOfDataFolder } from "#app/domain/taxes/field-cipher.server.ts";
import { type Env, EnvironmentError, parseEnv } from "#app/kernel/env.server.ts";
import { type DatabaseAddress, databaseAddress } from "#db/client.server.ts";
import { type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from "#db/embedded.server.ts";
import { migrate } from "#db/migrate.server.ts";
import { buildIsStale, markBuilt } from "./build-state.ts";
import { lockData, unlockData } from "./data-lock.ts";
import { registerWebhooks } from "./register-webhooks.ts";

/** What `npm start` runs: database, migrations, sandbox, seed, web and workers, each a process of its own (house.md, "Rooms"). */
const root = path.resolve(import.meta.dirname, "..");
const say = (line: string) => process.stdout.write(`${line}\n`);
const STOP_MS = 8000;

const children = new Map<string, ChildProcess>();
let postgres: EmbeddedPostgres | null = null;
let locked: string | null = null;
let stopping = false;

class StartError extends Error {}

process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));

try {
  await start();
} catch (error) {
  if (!stopping) {
    const expected = error instanceof StartError || error instanceof EnvironmentError;
    process.stderr.write(`\n${expected ? error.message : ((error as Error).stack ?? error)}\n`);
    await stop(1);
  }
}

async function start(): Promise<void> {
  const env = parseEnv(process.env, root);
  await requireFreePort(env);
  fs.mkdirSync(env.DATA_DIR, { recursive: true });
  const holder = lockData(env.DATA_DIR);
  if (holder)
    throw new StartError(
      `The data in ${env.DATA_DIR} is in use by another Deskhand (process ${holder}). Stop it, or set DATA_DIR to another folder.`,
    );
  locked = env.DATA_DIR;

  if (buildIsStale(root)) build();
  const database = await openDatabase(env);
  await migrate(database, path.join(root, "db/migrations"));

  const childEnv: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    PORT: String(env.PORT),
    PUBLIC_URL: env.PUBLIC_URL,
    DATA_DIR: env.DATA_DIR,
    DESKHAND_ROOT: root,
    DEMO: env.demo ? "1" : "0",
    LOG_LEVEL: env.LOG_LEVEL ?? "warn",
    FIELD_ENCRYPTION_KEY: env.FIELD_ENCRYPTION_KEY ?? keyOfDataFolder(env.DATA_DIR),
  };
  if ("socket" in database) childEnv.DATABASE_SOCKET = database.socket;
  if (!env.STRIPE_SECRET_KEY) {
    const folder = path.join(env.DATA_DIR, "stripe-sandbox");
    const { port } = await startChild("sandbox", "build/run/app/edges/stripe/sandbox/server.js", {
      ...childEnv,
      STRIPE_SANDBOX_PORT: process.env.STRIPE_SANDBOX_PORT ?? (await sandboxPort(folder)),
      STRIPE_SANDBOX_DATA: folder,
    });
    fs.writeFileSync(path.join(folder, "port"), String(port));
    childEnv.STRIPE_SANDBOX_URL = `http://localhost:${port}`;
  }
  if (env.demo) await seed(childEnv);
  if (childEnv.STRIPE_SANDBOX_URL) Object.assign(childEnv, await registerWebhooks(childEnv.STRIPE_SANDBOX_URL, env));
  await Promise.all([
    startChild("web", "build/run/app/server.js", childEnv),
    startChild("workers", "build/run/workers/index.js", childEnv),
  ]);
  say(`\nDeskhand is ready on ${env.PUBLIC_URL}`);
  if (env.demo) say(`\n${fs.readFileSync(path.join(env.DATA_DIR, "sign-ins.txt"), "utf8")}`);
}

async function requireFreePort(env: Env): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE"
          ? `Port ${env.PORT} is taken. Stop what uses it, or choose another: PORT=3001 npm start`
          : `Port ${env.PORT} cannot be used: ${error.message}`;
      reject(new StartError(reason));
    });
    probe.listen({ port: env.PORT, host: env.HOST }, () => probe.close(() => resolve()));
  });
}

/** The port of the last time, so that links to hosted pages, which people have in mails and on bills, go on working; any other when it is taken. */
async function sandboxPort(folder: string): Promise<string> {
  const file = path.join(folder, "port");
  const last = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "0";
  const free = await new Promise<boolean>((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port: Number(last), host: "127.0.0.1" }, () => probe.close(() => resolve(true)));
  });
  return free ? last : "0";
}

async function openDatabase(env: Env): Promise<DatabaseAddress> {
  if (env.DATABASE_URL) return databaseAddress(env);
  say("Starting the embedded PostgreSQL ...");
  postgres = await startEmbeddedPostgres({ dir: path.join(env.DATA_DIR, "postgres") });
  await ensureDatabase(postgres, "deskhand");
  return postgres.address("deskhand");
}

function build(): void {
  say("Building (once, and again when the sources change) ...");
  const built = spawnSync("npm", ["run", "build", "--silent"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (built.status !== 0) throw new StartError(`The build failed:\n${built.stdout}\n${built.stderr}`);
  markBuilt(root);
}

async function seed(env: NodeJS.ProcessEnv): Promise<void> {
  const done = path.join(env.DATA_DIR!, "sign-ins.txt");
  if (fs.existsSync(done)) return;
  say("Seeding the demo: twenty-one weeks of a marketplace's life ...");
  const child = run("seed", "build/run/workers/seed.js", env);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new StartError("Seeding the demo failed; see the lines above. Delete the data folder to begin anew.");
}

function run(name: string, file: string, env: NodeJS.ProcessEnv): ChildProcess {
  // Detached, so that Ctrl-C reaches only this process, which then stops the others in order; they end when the IPC channel closes.
  const child = fork(path.join(root, file), [], {
    cwd: root,
    env,
    detached: true,
    execArgv: ["--enable-source-maps"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.set(name, child);
  child.once("exit", () => children.delete(name));
  return child;
}

/** Starts a child and waits for its word that it is ready; when it ends by itself later, everything stops. */
async function startChild(name: string, file: string, env: NodeJS.ProcessEnv): Promise<{ port?: number }> {
  const child = run(name, file, env);
  const ready = await new Promise<{ port?: number }>((resolve, reject) => {
    child.on("message", (message: { ready?: boolean; port?: number; failed?: string }) => {
      if (message.ready) resolve(message);
      if (message.failed) reject(new StartError(`${name} did not start: ${message.failed}`));
    });
    child.once("exit", (code, signal) => reject(new StartError(`${name} ended (${code ?? signal}) before it was ready.`)));
  });
  child.once("exit", (code, signal) => {
    if (stopping) return;
    process.stderr.write(`${name} ended unexpectedly (${code ?? signal}); stopping everything.\n`);
    void stop(1);
  });
  return ready;
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const ended = [...children.values()].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of children.values()) child.kill("SIGTERM");
  const force = setTimeout(() => {
    for (const child of children.values()) child.kill("SIGKILL");
  }, STOP_MS);
  await Promise.all(ended);
  clearTimeout(force);
  await postgres?.stop();
  if (locked) unlockData(locked);
  process.exit(code);
}
