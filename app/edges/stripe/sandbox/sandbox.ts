import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { books } from "./balances.ts";
import { Control } from "./control.ts";
import { doDue } from "./due-work.ts";
import { Faults } from "./faults.ts";
import { answerHosted } from "./hosted-pages.ts";
import { fileJournal, memoryJournal } from "./journal.ts";
import { answerApi } from "./router.ts";
import { Webhooks } from "./webhooks.ts";
import { World } from "./world.ts";

export interface SandboxOptions {
  port?: number;
  host?: string;
  /** Where the journal lies; in memory without it. */
  dataDir?: string;
  /** The clock's first instant, when nothing is stored yet. */
  now?: Date;
  /** Ids follow from it; random in memory. */
  seed?: string;
  /** How long every API answer takes at least; 0 unless told. */
  latencyMs?: number;
}

const MAX_BODY_BYTES = 1_000_000;

/** Starts a sandbox in this process. Tests use it directly; server.ts is the process of its own. */
export async function startSandbox(options: SandboxOptions = {}) {
  const journal = options.dataDir ? fileJournal(options.dataDir) : memoryJournal;
  const world = new World(journal, options.seed ?? (options.dataDir ? "deskhand" : randomBytes(12).toString("hex")), options.now);
  const faults = new Faults();
  const webhooks = new Webhooks(world, faults);
  const due = doDue(world);
  /** Everything that changes the world passes here: what fell due first, then the work, then disk, then webhooks. */
  function transact<T>(work: () => T): T {
    world.clock.run(due);
    try {
      return work();
    } finally {
      const made = webhooks.take();
      world.commit();
      webhooks.release(made);
    }
  }
  const control = new Control(world, webhooks, faults, due, transact);
  control.latencyMs = options.latencyMs ?? 0;

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const body = await bodyOf(request);
    const [path = "/", query = ""] = (request.url ?? "/").split("?");
    const baseUrl = `http://${request.headers.host ?? "localhost"}`;
    const method = request.method ?? "GET";
    if (path.startsWith("/_sandbox/")) return control.answer(method, path, body, response);
    if (!path.startsWith("/v1/") && !path.startsWith("/v2/")) {
      return transact(() => answerHosted(world, { method, path, query, body }, response));
    }
    const fault = faults.take(method, path);
    if (fault && !fault.after && faults.answer(fault, response)) return;
    const wait = control.latencyMs + (fault?.delayMs ?? 0);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = transact(() => answerApi(world, { method, path, query, headers: request.headers, body, baseUrl }));
    if (fault?.after && faults.answer(fault, response)) return;
    response.writeHead(answer.status, {
      ...answer.headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(answer.body),
    });
    response.end(answer.body);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((failure) => {
      if (response.headersSent) return response.destroy();
      const message = `The sandbox failed: ${String(failure?.stack ?? failure)}`;
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { type: "api_error", message } }));
    });
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port ?? 0, options.host ?? "127.0.0.1");
  webhooks.pump();
  // Time passes by itself too: what falls due is done within a second.
  const timer = setInterval(() => {
    if (world.clock.next !== null && world.clock.next <= world.clock.now()) transact(() => {});
  }, 1000);
  timer.unref();

  return {
    url: `http://${options.host ?? "127.0.0.1"}:${port}`,
    port,
    control,
    /** The books of all accounts and of what lies outside, per currency: zero each. */
    books: () => books(world),
    async close() {
      clearInterval(timer);
      webhooks.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      world.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new Error("the body is too long");
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}
