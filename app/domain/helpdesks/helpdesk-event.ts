import { z } from "zod";

/**
 * What can happen at a ticket. `created` opens it; `assigned` gives it to somebody; `taken` means an agent has it in hand; `replied`,
 * `waiting` (for the customer or a third party), `solved` and `closed` are the agent's acts; `reopened` undoes a solution; `csat` is a
 * survey's answer; `other` is kept as evidence and counts as work at the ticket.
 */
export const eventKinds = [
  "created",
  "assigned",
  "taken",
  "replied",
  "waiting",
  "solved",
  "closed",
  "reopened",
  "csat",
  "other",
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Events of one call; the same as segments a batch. */
export const EVENT_BATCH_LIMIT = 500;
/** Clocks of helpdesks run a little ahead. */
export const EVENT_TOLERANCE_MINUTES = 5;
const OLDEST = new Date("2000-01-01T00:00:00Z");

const short = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !text.includes("\u0000"));

/** One event as a helpdesk sends it. An instant carries its zone ("2026-11-23T09:00:00Z"). */
export const helpdeskEventInput = z
  .object({
    id: short(200),
    ticket: short(200),
    kind: z.enum(eventKinds),
    occurredAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
    /** The agent as the helpdesk names them; none for what a customer or the helpdesk itself did. */
    agent: short(200).optional(),
    agentName: z.string().trim().max(200).optional(),
    /** 1 (bad) to 5 (good). */
    score: z.number().int().min(1).max(5).optional(),
    extra: z.record(z.string().max(60), z.string().max(500)).default({}),
  })
  .refine((event) => event.occurredAt >= OLDEST, { path: ["occurredAt"], message: "before the year 2000" })
  .refine((event) => event.kind !== "csat" || event.score !== undefined, { path: ["score"], message: "a csat event needs it" })
  .refine((event) => event.kind === "csat" || event.score === undefined, {
    path: ["score"],
    message: "only a csat event carries one",
  })
  .refine((event) => Object.keys(event.extra).length <= 20, { path: ["extra"], message: "at most 20 entries" });
export type HelpdeskEventInput = z.output<typeof helpdeskEventInput>;

/** The body of a webhook: each event is judged by itself, so here they may still be anything. */
export const eventBatch = z.object({ events: z.array(z.unknown()).min(1).max(EVENT_BATCH_LIMIT) });

/** What became of one event; `field` and `reason` say why it was refused. */
export interface Verdict {
  id: string | null;
  verdict: "accepted" | "duplicate" | "refused";
  field?: string;
  reason?: string;
}

export const connectionInput = z.object({
  kind: z.enum(["generic", "log"]),
  name: z.string().trim().min(2).max(60),
  firstResponse: z.enum(["replied", "taken"]),
});

export const mappingInput = z.object({
  identityId: z.uuid(),
  contractId: z.union([z.uuid(), z.literal("").transform(() => null)]),
});

/** A day: how long the secret before the present one still signs. */
export const OLD_SECRET_HOURS = 24;
/** How old or how far ahead a signature's time may be. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;
