import type { RequestHandler, Response } from "express";
import { actorOf } from "#app/domain/accounts/viewer.ts";
import { describeWork, startTracker, stopTracker, trackerSession } from "#app/domain/diary/tracker.server.ts";
import { trackerMessage } from "#app/domain/diary/tracker-message.ts";
import { requestErrors, viewerOfRequest } from "#app/http/request-viewer.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { DomainError, Forbidden } from "#app/kernel/errors.ts";

/**
 * `POST /api/v1/diary/session`: what a tracker tells of its session, and what runs afterwards. Every answer carries the server's time and the
 * running session, also a refusal with 409, so that a device that was away learns what another one has done.
 */
export function diarySession(deps: ServerDeps): RequestHandler {
  return async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer)
        return void response.status(401).json({ error: { key: "errors:signedOut", message: "Sign in, or send an API token." } });
      const actor = actorOf(viewer);
      if (actor.kind !== "agent") throw new Forbidden();
      const message = trackerMessage.safeParse(request.body);
      if (!message.success) {
        const issue = message.error.issues[0]!;
        return void response
          .status(400)
          .json({ error: { key: "errors:zod.custom", field: issue.path.join(".") || "intent", message: issue.message } });
      }
      const told = message.data;
      const answer = async (into: Response, more: object = {}) => {
        const running = await trackerSession(deps.db, actor.userId, actor);
        into.json({ ...more, running, serverTime: deps.clock.now().toISOString() });
      };
      try {
        const context = { actor, now: deps.clock.now() };
        await deps.db.transaction(async (tx) => {
          if (told.intent === "start") await startTracker(tx, told, context);
          else if (told.intent === "stop") await stopTracker(tx, told, context);
          else if (told.intent === "describe") await describeWork(tx, told, context);
        });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const { key, params, status } = error;
        return void (await answer(response.status(status), { error: { key, params, message: translator("en")(key, params) } }));
      }
      await answer(response);
    } catch (error) {
      requestErrors(error, response, next);
    }
  };
}
