import express from "express";
import { system } from "#app/domain/accounts/permissions.ts";
import { connectionForWebhook } from "#app/domain/helpdesks/connections.server.ts";
import { eventBatch, type HelpdeskEventInput, helpdeskEventInput, type Verdict } from "#app/domain/helpdesks/helpdesk-event.ts";
import { ingestEvents } from "#app/domain/helpdesks/ingest-events.server.ts";
import { signatureFault } from "#app/domain/helpdesks/webhook-signature.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";

/**
 * Any helpdesk tells of its tickets here, signed (docs/api.md, "Helpdesk events"). Each event is judged by itself and a batch that comes again
 * changes nothing. 400 names the field of a body that cannot be read, 401 says what is wrong with the signature, 410 is a closed
 * connection, 422 a batch of which nothing could be taken.
 */
export function helpdeskWebhooks({ db, clock, env }: Pick<ServerDeps, "db" | "clock" | "env">): express.Router {
  const router = express.Router();
  const path = "/webhooks/helpdesks/:connectionId";
  const fail = (response: express.Response, status: number, message: string, field?: string) =>
    void response.status(status).json({ error: { ...(field ? { field } : {}), message } });

  router.post(path, express.raw({ type: () => true, limit: "1mb" }), async (request, response, next) => {
    try {
      const { connectionId = "" } = request.params;
      const connection = isId(connectionId) ? await connectionForWebhook(db, connectionId) : null;
      if (connection?.kind !== "generic") return fail(response, 404, "There is no such helpdesk connection.");
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const header = request.header("deskhand-signature");
      const fault = signatureFault(env.FIELD_ENCRYPTION_KEY ?? "", connection, { body, header, now: new Date() });
      if (fault) return fail(response, 401, `The signature is ${fault}.`, "Deskhand-Signature");

      const batch = eventBatch.safeParse(parsed(body));
      if (!batch.success) {
        const issue = batch.error.issues[0]!;
        return fail(response, 400, issue.message, issue.path.join(".") || "events");
      }
      const judged = batch.data.events.map(judge);
      const events = judged.flatMap((one) => ("event" in one ? [one.event] : []));
      const context = { actor: system, now: clock.now() };
      const stored = await db.transaction((tx) => ingestEvents(tx, { connectionId, events }, context));
      const read = stored[Symbol.iterator]();
      const verdicts = judged.map((one) => ("event" in one ? (read.next().value as Verdict) : one.verdict));
      const sum = (verdict: Verdict["verdict"]) => verdicts.filter((one) => one.verdict === verdict).length;
      const counts = { accepted: sum("accepted"), duplicate: sum("duplicate"), refused: sum("refused") };
      response.status(counts.refused === verdicts.length ? 422 : 200).json({ ...counts, verdicts });
    } catch (error) {
      if (error instanceof Conflict) return fail(response, 410, "This helpdesk connection was closed.");
      next(error);
    }
  });
  router.use(
    "/webhooks/helpdesks",
    (error: Error & { type?: string }, _request: express.Request, response: express.Response, next: express.NextFunction) =>
      error.type === "entity.too.large"
        ? fail(response, 413, "The body is larger than 1 MB; send fewer events.", "events")
        : next(error),
  );
  return router;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined; // no JSON: refused as a body without events
  }
}

/** One event read, or why it cannot be. */
function judge(raw: unknown): { event: HelpdeskEventInput } | { verdict: Verdict } {
  const read = helpdeskEventInput.safeParse(raw);
  if (read.success) return { event: read.data };
  const issue = read.error.issues[0]!;
  const given = (raw as { id?: unknown } | null)?.id;
  const id = typeof given === "string" ? given.slice(0, 200) : null;
  return { verdict: { id, verdict: "refused", field: issue.path.join(".") || "event", reason: issue.message } };
}
