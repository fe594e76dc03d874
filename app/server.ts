import http from "node:http";
import path from "node:path";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import { startIndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import { createRealtime } from "#app/edges/realtime/realtime.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import { calendars } from "#app/endpoints/calendars/calendars.ts";
import { health } from "#app/endpoints/health.ts";
import { closeStreams, streams } from "#app/endpoints/streams/streams.ts";
import { helpdeskWebhooks } from "#app/endpoints/webhooks/helpdesks.ts";
import { stripeWebhooks } from "#app/endpoints/webhooks/stripe.ts";
import { bodyLimit } from "#app/http/body-limit.server.ts";
import { loadContext } from "#app/http/load-context.server.ts";
import { sameOrigin } from "#app/http/same-origin.server.ts";
import { securityHeaders } from "#app/http/security-headers.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { startBusinessClock } from "#app/kernel/business-clock.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import { databaseAddress, openDatabase, outliveClosedConnections, queryCount } from "#db/client.server.ts";

const DRAIN_MS = 6000;

const root = path.resolve(process.env.DESKHAND_ROOT ?? ".");
const env = parseEnv(process.env, root);
outliveClosedConnections((message) => log.warn(message));
const address = databaseAddress(env);
const { db, close } = openDatabase(address, 12);
const clock = await startBusinessClock(db, address);
const realtime = await createRealtime(address);
const matcher = startIndexMatcher({
  db,
  address,
  file: path.join(env.DATA_DIR, "matcher/agents.index"),
  kernel: path.join(root, "build/matcher.wasm"),
  log,
});
const deps: ServerDeps = { db, stripe: createStripe(env), storage: createStorage(env), clock, realtime, matcher, env, log };
const build = (await import(path.join(root, "build/server/index.js"))) as ServerBuild;
let stopping = false;

const app = express();
app.disable("x-powered-by");
app.set("trust proxy", "loopback");
app.use(securityHeaders(env));
app.use(health(deps, () => stopping));
app.use(
  compression({
    filter: (request, response) =>
      !String(response.getHeader("Content-Type")).startsWith("text/event-stream") && compression.filter(request, response),
  }),
);
const client = path.join(root, "build/client");
app.use("/assets", express.static(path.join(client, "assets"), { immutable: true, maxAge: "1y", fallthrough: false }));
// A browser asks for the newest service worker at each visit.
const ofFile = (response: express.Response, file: string) =>
  void (path.basename(file) === "tracker-worker.js" && response.setHeader("Cache-Control", "no-cache"));
app.use(express.static(client, { maxAge: "1h", index: false, setHeaders: ofFile }));
app.use(stripeWebhooks(deps));
app.use(helpdeskWebhooks(deps));
app.use(calendars(deps));
app.use(sameOrigin(env.PUBLIC_URL));
app.use(streams(deps));
app.use(apiV1(deps));
app.use(bodyLimit());
const remix = createRequestHandler({
  build,
  mode: "production",
  getLoadContext: (request, response) => loadContext(deps, request, response.locals.cspNonce),
});
app.all("*", (request, response, next) => {
  // Pages are personal; the browser's own cache must not show them to the next person.
  response.setHeader("Cache-Control", "private, no-store");
  if (env.COUNT_QUERIES !== "1") return remix(request, response, next);
  const count = { queries: [] as string[] };
  const writeHead = response.writeHead.bind(response);
  response.writeHead = ((status: number, ...rest: []) => {
    response.setHeader("X-Query-Count", String(count.queries.length));
    return writeHead(status, ...rest);
  }) as typeof response.writeHead;
  return queryCount.run(count, () => remix(request, response, next));
});
app.use(
  (error: Error & { status?: number }, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    const status = error.status ?? 500;
    if (status >= 500) log.error({ error: error.message, stack: error.stack }, "a request failed");
    if (response.headersSent) return response.end();
    response
      .status(status)
      .type("text/plain")
      .send(status >= 500 ? "Something went wrong on our side. Please try again." : error.message);
  },
);

const server = http.createServer(app).listen({ port: env.PORT, host: env.HOST }, () => {
  process.send?.({ ready: true });
  log.info({ port: env.PORT }, "web is ready");
});
server.keepAliveTimeout = 65_000;
server.on("error", (error: NodeJS.ErrnoException) => {
  log.error({ error: error.message }, "the web server failed");
  process.send?.({ failed: error.code ?? error.message });
  process.exit(1);
});

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  closeStreams();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  await Promise.allSettled([realtime.close(), clock.close(), matcher.close()]);
  await close();
  process.exit(0);
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);
