import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { openQueue } from "#app/edges/queue/queue.server.ts";
import { programPath } from "#tests/setup/needs.ts";
import { expect, test } from "#tests/setup/test.ts";

const redis = programPath("redis-server");

async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await new Promise<number>((resolve) => {
    const probe = net.createServer().listen(0, () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-redis-"));
  const server = spawn(redis!, ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", ""], { stdio: "pipe" });
  await new Promise<void>((resolve) => {
    server.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("Ready to accept connections")) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await gone;
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

test.skipIf(!redis)(
  "with REDIS_URL the queue runs on Redis: a known id once, a failure again, and the rest goes on",
  async ({ database }) => {
    const server = await startRedis();
    const queue = await openQueue({ redisUrl: server.url, database: database.address });
    const worked: string[] = [];
    const failures: string[] = [];
    try {
      const work = [
        { id: "event-a", name: "flaky", payload: { n: 1 } },
        { id: "event-b", name: "steady", payload: { n: 2 } },
      ];
      await queue.add(work);
      await queue.add(work);
      expect(await queue.pending()).toBe(2);
      queue.work(
        async (name) => {
          worked.push(name);
          if (name === "flaky" && worked.filter((one) => one === "flaky").length === 1) throw new Error("the line was busy");
        },
        (name, error) => failures.push(`${name}: ${error.message}`),
      );
      await expect.poll(() => worked.toSorted(), { timeout: 15_000 }).toEqual(["flaky", "flaky", "steady"]);
      expect(failures).toEqual(["flaky: the line was busy"]);
    } finally {
      await queue.close();
      await server.stop();
    }
  },
);
