import type { RequestHandler } from "express";

/** Bytes of a posted form: the longest text we take is some thousand letters, a week of hours 336 signs. */
const MOST = 1_000_000;
/** Pages that take a file, and how much: an event log of 10 MB and what a form adds to it. */
const files: Record<string, number> = { "/business/helpdesks/imports/new": 10_100_000 };

/** Refuses a form that is too large before it is read, for it is held in memory whole. Browsers say how long it is; who does not is refused. */
export function bodyLimit(): RequestHandler {
  return (request, response, next) => {
    const length = request.headers["content-length"];
    if (request.headers["transfer-encoding"] !== undefined && length === undefined)
      return void refuse(411, "Say how long the body is.");
    const most = files[request.path.replace(/\.data$/, "")] ?? MOST;
    if (Number(length ?? 0) > most)
      return void refuse(413, `This is larger than Deskhand takes (${Math.floor(most / 1_000_000)} MB).`);
    next();

    function refuse(status: number, words: string) {
      response.status(status).set("Connection", "close").type("text/plain").send(words);
    }
  };
}
