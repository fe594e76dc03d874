import express from "express";
import { actorOf } from "#app/domain/accounts/viewer.ts";
import { receivedSegments, receiveSegmentsFlow } from "#app/domain/diary/receive-segments-flow.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import { segmentBatch } from "#app/domain/diary/segment.ts";
import { requestErrors, viewerOfRequest } from "#app/http/request-viewer.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";
import { diaryPictures } from "./diary-pictures.ts";
import { diarySession } from "./diary-session.ts";
import { roleMatches } from "./role-matches.ts";

/** The public JSON API (docs/api.md). */
export function apiV1(deps: ServerDeps): express.Router {
  const router = express.Router();
  // Before the reader of JSON: its body is a picture.
  router.use(diaryPictures(deps));
  router.use(
    "/api/v1",
    express.json({ limit: "512kb" }),
    (
      error: Error & { type?: string; status?: number },
      _request: express.Request,
      response: express.Response,
      next: express.NextFunction,
    ) => {
      if (error.type === "entity.parse.failed")
        return response.status(400).json({ error: { key: "errors:page.400.text", message: "The body is not JSON." } });
      if (error.type === "entity.too.large")
        return response
          .status(413)
          .json({ error: { key: "errors:page.400.text", message: "The body is larger than 512 kB; send fewer segments." } });
      next(error);
    },
  );

  router.post("/api/v1/contracts/:contractId/segments", async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer) return signedOut(response);
      if (!isId(request.params.contractId)) throw new NotFound();
      const batch = segmentBatch.safeParse(request.body);
      if (!batch.success) return wrongBody(response, batch.error.issues[0]!);
      const context = { actor: actorOf(viewer), now: deps.clock.now() };
      const recorded = await deps.db.transaction((tx) =>
        recordSegments(tx, { contractId: request.params.contractId, ...batch.data, source: "api" }, context),
      );
      const { stored, already, refused } = recorded;
      response.json({ stored, already, refused });
    } catch (error) {
      requestErrors(error, response, next);
    }
  });

  router.post("/api/v1/diary/segments", async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer) return signedOut(response);
      const received = receivedSegments.safeParse(request.body);
      if (!received.success) return wrongBody(response, received.error.issues[0]!);
      const context = { actor: actorOf(viewer), now: deps.clock.now() };
      const translate = translator("en");
      const verdicts = (await receiveSegmentsFlow(deps.db, received.data, context)).map((one) =>
        "key" in one ? { ...one, message: translate(one.key, one.params) } : one,
      );
      response.json({ serverTime: deps.clock.now().toISOString(), verdicts });
    } catch (error) {
      requestErrors(error, response, next);
    }
  });

  router.post("/api/v1/diary/session", diarySession(deps));
  router.get("/api/v1/roles/:roleId/matches", roleMatches(deps));

  router.use("/api/v1", (_request, response) => {
    response.status(404).json({ error: { key: "errors:notFound", message: "There is nothing at this address." } });
  });
  return router;
}

function signedOut(response: express.Response): void {
  response.status(401).json({ error: { key: "errors:signedOut", message: "Sign in, or send an API token." } });
}

function wrongBody(response: express.Response, { path, message }: { path: PropertyKey[]; message: string }): void {
  response.status(400).json({ error: { key: "errors:zod.custom", field: path.join("."), message } });
}
