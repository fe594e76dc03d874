import { z } from "zod";
import { trackerModes } from "./segment.ts";

// PostgreSQL keeps no zero bytes in text.
const memo = z
  .string()
  .trim()
  .max(300)
  .transform((text) => text.replaceAll("\u0000", ""));
const instant = z.iso.datetime().transform((text) => new Date(text));

/** What a tracker may tell of its session (POST /api/v1/diary/session); `session` is the begin of the one it believes to run, null for none. */
export const trackerMessage = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("look") }),
  z.object({
    intent: z.literal("start"),
    contractId: z.uuid(),
    mode: z.enum(trackerModes),
    memo: memo.default(""),
    session: instant.nullable(),
    until: instant.optional(),
  }),
  z.object({ intent: z.literal("describe"), memo, session: instant }),
  z.object({ intent: z.literal("stop"), session: instant, until: instant }),
]);
