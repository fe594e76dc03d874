import { sql } from "drizzle-orm";
import express from "express";
import type { ServerDeps } from "#app/http/server-deps.ts";

/** `/healthz`: this process answers. `/readyz`: it can also serve, that is, the database answers and it is not stopping. */
export function health(deps: Pick<ServerDeps, "db">, isStopping: () => boolean): express.Router {
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
      response.json({ ok: true });
    } catch {
      response.status(503).json({ ok: false, reason: "database" });
    }
  });
  return router;
}
