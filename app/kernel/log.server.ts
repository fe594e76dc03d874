import pino from "pino";

/** JSON lines on standard output; LOG_LEVEL sets the level ("silent" in tests). Never log tokens, passwords or message bodies. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  redact: ["password", "token", "req.headers.cookie", "req.headers.authorization"],
});
export type Log = typeof log;
