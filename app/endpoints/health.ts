import { sql } from "drizzle-orm";
import express from "express";
import type { IndexStatus } from "#app/domain/matching/index-matcher.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";

/**
 * `/healthz`: this process answers. `/readyz`: it can also serve, that is, the database answers and it is not stopping; it says how this
 * process's index of agents stands, too, without which the database ranks. `/metrics`: the same as figures, for this machine only.
 */
export function health(deps: Pick<ServerDeps, "db" | "matcher">, isStopping: () => boolean): express.Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  router.get("/readyz", async (_request, response) => {
    if (isStopping()) {
      response.status(503).json({ ok: false, reason: "stopping" });
      return;
    }
    try {
      await deps.db.execute(sql`select 1`);
      response.json({ ok: true, matcher: deps.matcher?.status() });
    } catch {
      response.status(503).json({ ok: false, reason: "database" });
    }
  });
  router.get("/metrics", (request, response) => {
    // How many people a marketplace has is its own affair; a proxy's request carries the caller's address.
    if (!request.ip || !isLoopback(request.ip)) return void response.status(404).end();
    response.type("text/plain; version=0.0.4").send(metricsOf(deps.matcher?.status()));
  });
  return router;
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}

/** Prometheus' text format. */
function metricsOf(matcher: IndexStatus | undefined): string {
  if (!matcher) return "";
  const figures = {
    deskhand_matcher_ready: matcher.state === "ready" ? 1 : 0,
    deskhand_matcher_lag_seconds: matcher.lagMs === null ? null : matcher.lagMs / 1000,
    deskhand_matcher_people: matcher.people,
    deskhand_matcher_changed_people: matcher.changed,
    deskhand_matcher_bytes: matcher.bytes,
  };
  return Object.entries(figures)
    .flatMap(([name, value]) => (value === null ? [] : [`# TYPE ${name} gauge\n${name} ${value}\n`]))
    .join("");
}
