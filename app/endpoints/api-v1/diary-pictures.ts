import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { actorOf, type Viewer } from "#app/domain/accounts/viewer.ts";
import { PICTURE_MAX_BYTES, pictureInput } from "#app/domain/diary/picture.ts";
import { receivePictureFlow } from "#app/domain/diary/receive-picture-flow.server.ts";
import { readBody } from "#app/http/read-body.server.ts";
import { requestErrors, viewerOfRequest } from "#app/http/request-viewer.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { Forbidden, Invalid } from "#app/kernel/errors.ts";

/** How many pictures may be held in memory at once, of everybody; a tracker tries again. */
const AT_ONCE = 8;
const DRAIN_MS = 2000;

/**
 * `POST /api/v1/diary/pictures?id&contractId&takenAt&level`: the body is the picture itself. Who is signed out, or no agent, is told so before a
 * byte of it is read; reading stops at the limit.
 */
export function diaryPictures(deps: ServerDeps): Router {
  let inHand = 0;
  const admit: RequestHandler = async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer) {
        response.set("Connection", "close").status(401);
        return void response.json({ error: { key: "errors:signedOut", message: "Sign in, or send an API token." } });
      }
      if (actorOf(viewer).kind !== "agent") throw new Forbidden();
      if (inHand >= AT_ONCE) {
        response.set({ Connection: "close", "Retry-After": "5" }).status(503);
        return void response.json({
          error: { key: "pictures:refused.busy", message: translator("en")("pictures:refused.busy") },
        });
      }
      inHand++;
      response.once("close", () => {
        inHand--;
      });
      response.locals.viewer = viewer;
      next();
    } catch (error) {
      response.set("Connection", "close");
      requestErrors(error, response, next);
    }
  };
  const refuse = (request: Request, response: Response, status: number, key: "bytes" | "encoding") => {
    const message = translator("en")(`pictures:refused.${key}`, { most: PICTURE_MAX_BYTES / 1_000_000 });
    response.status(status).json({ error: { key: `pictures:refused.${key}`, field: "picture", message } });
    // What is still on its way is thrown away for a moment, or the sender would see a broken connection in place of the answer.
    request.resume();
    setTimeout(() => request.destroy(), DRAIN_MS).unref();
  };
  const receive: RequestHandler = async (request, response, next) => {
    try {
      const input = pictureInput.safeParse(request.query);
      if (!input.success) {
        const { path, message } = input.error.issues[0]!;
        return void response.status(400).json({ error: { key: "errors:zod.custom", field: path.join("."), message } });
      }
      if (request.headers["content-encoding"]) return refuse(request, response, 415, "encoding");
      const content = await readBody(request, PICTURE_MAX_BYTES);
      if (!content) return refuse(request, response, 413, "bytes");
      if (content.length === 0) throw new Invalid("picture", "pictures:refused.empty");
      const context = { actor: actorOf(response.locals.viewer as Viewer), now: deps.clock.now() };
      response.json(await receivePictureFlow(deps.db, deps.storage, { ...input.data, content }, context));
    } catch (error) {
      // Nobody is there any more to be answered.
      if (request.socket.destroyed) return;
      requestErrors(error, response, next);
    }
  };
  const router = express.Router();
  router.post("/api/v1/diary/pictures", admit, receive);
  return router;
}
