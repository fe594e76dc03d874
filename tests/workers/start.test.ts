import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";

/** `npm start` as a person meets it, without the demo's seed: what it prints, when it refuses, how it stops and how it comes back. */
const root = path.resolve(import.meta.dirname, "../..");
const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-start-"));
fs.chmodSync(elsewhere, 0o755);
const started: ChildProcess[] = [];
afterAll(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  fs.rmSync(elsewhere, { recursive: true, force: true });
});

interface Run {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
}

function start(env: Record<string, string>): Run {
  const child = spawn(
    process.execPath,
    ["--import", path.join(root, "node_modules/tsx/dist/esm/index.mjs"), path.join(root, "workers/start.ts")],
    {
      cwd: elsewhere,
      env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, DEMO: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  started.push(child);
  let output = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, output: () => output, exited };
}

async function untilReady(run: Run): Promise<void> {
  let ended = false;
  void run.exited.then(() => {
    ended = true;
  });
  while (!run.output().includes("Deskhand is ready on")) {
    if (ended) throw new Error(`it ended before it was ready:\n${run.output()}`);
    await delay(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Every process that works on a data folder, by its environment or its arguments. */
function processesOf(data: string): number[] {
  const found: number[] = [];
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = fs.readFileSync(`/proc/${pid}/environ`, "utf8");
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (environment.includes(`DATA_DIR=${data}`) || command.includes(data)) found.push(Number(pid));
    } catch {
      // it ended while we looked
    }
  }
  return found;
}

test("it starts from any folder, answers truthfully, refuses a second start, and comes back after kill -9 of everything", async () => {
  const data = path.join(elsewhere, "data");
  const [port, otherPort] = [await freePort(), await freePort()];
  const first = start({ DATA_DIR: data, PORT: String(port) });
  await untilReady(first);
  const at = (path: string) => fetch(`http://localhost:${port}${path}`, { redirect: "manual" });
  expect(first.output()).toContain(`Deskhand is ready on http://localhost:${port}`);
  expect(await (await at("/healthz")).json()).toEqual({ ok: true });
  expect(await (await at("/readyz")).json()).toMatchObject({ ok: true, matcher: { people: 0 } });
  expect((await at("/")).status).toBe(200);
  // Without demo mode there are no demo pages.
  expect((await at("/dev/mail")).status).toBe(404);
  expect((await at("/dev/clock")).status).toBe(404);

  const second = start({ DATA_DIR: data, PORT: String(otherPort) });
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`The data in ${data} is in use by another Deskhand (process ${first.child.pid})`);

  const samePort = start({ DATA_DIR: path.join(elsewhere, "other"), PORT: String(port) });
  expect(await samePort.exited).toBe(1);
  expect(samePort.output()).toContain(`Port ${port} is taken`);

  for (const pid of processesOf(data)) process.kill(pid, "SIGKILL");
  await first.exited;
  const third = start({ DATA_DIR: data, PORT: String(port) });
  await untilReady(third);
  expect((await at("/readyz")).status).toBe(200);

  const asked = performance.now();
  third.child.kill("SIGTERM");
  expect(await third.exited).toBe(0);
  expect(performance.now() - asked).toBeLessThan(10_000);
  await expect.poll(() => processesOf(data)).toEqual([]);
}, 180_000);

test("every fault of the environment is named at once", async () => {
  const run = start({
    PORT: "http",
    STRIPE_SECRET_KEY: "secret",
    REDIS_URL: "localhost",
    DATA_DIR: path.join(elsewhere, "none"),
  });
  expect(await run.exited).toBe(1);
  for (const name of ["PORT", "STRIPE_SECRET_KEY", "REDIS_URL"]) expect(run.output()).toContain(`${name}: must`);
  const demo = start({ DEMO: "1", STRIPE_SECRET_KEY: "sk_test_1", DATA_DIR: path.join(elsewhere, "none") });
  expect(await demo.exited).toBe(1);
  expect(demo.output()).toContain("DEMO: cannot be 1 together with STRIPE_SECRET_KEY");
  expect(demo.output()).toContain("PUBLIC_URL: is needed with STRIPE_SECRET_KEY");
}, 60_000);
