import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const READY_WITHIN_MS = 600_000;

/** Starts Deskhand as `npm start` does, on a port and a data folder of its own; tells the tests its address by DESKHAND_URL. */
export default async function startProduct(): Promise<() => Promise<void>> {
  if (process.env.DESKHAND_URL) return async () => undefined;
  const root = path.resolve(import.meta.dirname, "../..");
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-e2e-"));
  fs.chmodSync(data, 0o755);
  const port = await freePort();
  const product = spawn(process.execPath, ["--import", "tsx", "workers/start.ts"], {
    cwd: root,
    env: { ...process.env, PORT: String(port), DATA_DIR: data, COUNT_QUERIES: "1", DATABASE_URL: "", STRIPE_SECRET_KEY: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await untilReady(product);
  process.env.DESKHAND_URL = `http://localhost:${port}`;
  return async () => {
    const ended = new Promise((resolve) => product.once("exit", resolve));
    product.kill("SIGTERM");
    await ended;
    fs.rmSync(data, { recursive: true, force: true });
  };
}

async function untilReady(product: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`Deskhand was not ready in ${READY_WITHIN_MS / 1000} s:\n${output}`)),
      READY_WITHIN_MS,
    );
    product.stdout!.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes("Deskhand is ready on")) return;
      clearTimeout(late);
      resolve();
    });
    product.once("exit", (code) => reject(new Error(`Deskhand ended (${code}) before it was ready:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
