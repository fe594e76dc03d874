import express from "express";
import { calendarByToken } from "#app/domain/diary/calendar-entries.server.ts";
import { calendarType, diaryCalendar } from "#app/http/diary-calendar.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { DomainError } from "#app/kernel/errors.ts";

/** Shape of a secret: nothing else is looked up. */
const shape = /^[\w-]{27}$/;

/**
 * A calendar at a secret address (decision 036): no session; who made the address reads it, while they may. Anything else is one 404, whatever
 * is wrong, so that nothing is learnt from it.
 */
export function calendars(deps: Pick<ServerDeps, "db" | "clock">): express.Router {
  const router = express.Router();
  router.get("/calendars/:token.ics", async (request, response, next) => {
    try {
      const { token } = request.params;
      if (!shape.test(token)) return missing(response);
      const { side, locale, actor } = await calendarByToken(deps.db, token);
      const body = await diaryCalendar(deps.db, side, { now: deps.clock.now(), translate: translator(locale) }, actor);
      response.setHeader("Content-Type", calendarType);
      response.setHeader("Cache-Control", "private, no-store");
      response.setHeader("Referrer-Policy", "no-referrer");
      response.setHeader("X-Robots-Tag", "noindex");
      response.send(body);
    } catch (error) {
      if (error instanceof DomainError) return missing(response);
      next(error);
    }
  });
  router.use("/calendars", (_request, response) => missing(response));
  return router;
}

function missing(response: express.Response): void {
  response
    .status(404)
    .type("text/plain")
    .send("There is no calendar at this address. Make a new one in the diary, under Calendar.");
}
