import express from "express";
import { permit } from "#app/domain/accounts/permissions.ts";
import { actorOf } from "#app/domain/accounts/viewer.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { followedContracts } from "#app/domain/diary/diary.server.ts";
import { conversationPage } from "#app/domain/messaging/conversations.server.ts";
import { requestErrors, viewerOfRequest } from "#app/http/request-viewer.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";

const HEARTBEAT_MS = 20_000;
const open = new Set<express.Response>();

/** Ends every stream, so that the server can stop; browsers come back by themselves with their cursor. */
export function closeStreams(): void {
  for (const response of open) response.end();
}

function begin(response: express.Response): void {
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
  });
  response.write("retry: 2000\n\n");
  open.add(response);
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  response.on("close", () => {
    clearInterval(heartbeat);
    open.delete(response);
  });
}

/** Event streams: ids and cursors travel, the data is read with the reader's own permission. */
export function streams(deps: ServerDeps): express.Router {
  const router = express.Router();

  /** New messages of a conversation after `after` (or Last-Event-ID), then as they come: `id` is the cursor. */
  router.get("/streams/conversations/:id", async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer || !isId(request.params.id)) throw new NotFound();
      const cursor = String(request.headers["last-event-id"] ?? request.query.after ?? "0");
      let after = /^\d{1,18}$/.test(cursor) ? BigInt(cursor) : 0n;
      const first = await conversationPage(deps.db, request.params.id, actorOf(viewer), after);
      if (response.closed) return;
      begin(response);
      const write = (messages: typeof first.messages) => {
        for (const message of messages) {
          after = message.seq;
          response.write(
            `id: ${message.seq}\nevent: message\ndata: ${JSON.stringify({ ...message, seq: String(message.seq) })}\n\n`,
          );
        }
      };
      let reading = Promise.resolve();
      const catchUp = () => {
        // One read at a time keeps the order. Who asks is asked again: who has signed out or lost the permission meanwhile is cut off.
        reading = reading
          .then(async () => {
            const still = await viewerOfRequest(deps, request);
            if (!still) throw new NotFound();
            for (;;) {
              const { messages } = await conversationPage(deps.db, request.params.id, actorOf(still), after);
              if (messages.length === 0) return;
              write(messages);
            }
          })
          .catch(() => {
            response.end();
          });
      };
      const stop = deps.realtime.subscribe("conversation", request.params.id, catchUp);
      response.on("close", stop);
      write(first.messages);
      catchUp();
    } catch (error) {
      requestErrors(error, response, next);
    }
  });

  /** A line each time that a diary changes which the reader follows: all of the member's businesses, or the agent's own. */
  router.get("/streams/diary", async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer) throw new NotFound();
      const followed = await followedContracts(deps.db, actorOf(viewer));
      begin(response);
      const tell = () => response.write("event: changed\ndata: 1\n\n");
      const stops = followed.map((contractId) => deps.realtime.subscribe("diary", contractId, tell));
      response.on("close", () => {
        for (const stop of stops) stop();
      });
    } catch (error) {
      requestErrors(error, response, next);
    }
  });

  /** A line each time that a contract's diary changes; the page then reads again. */
  router.get("/streams/diary/:contractId", async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer || !isId(request.params.contractId)) throw new NotFound();
      const { contract } = await contractOf(deps.db, request.params.contractId, actorOf(viewer));
      permit(actorOf(viewer), "diary.view", contract);
      begin(response);
      response.on(
        "close",
        deps.realtime.subscribe("diary", contract.id, () => response.write("event: changed\ndata: 1\n\n")),
      );
    } catch (error) {
      requestErrors(error, response, next);
    }
  });
  return router;
}
