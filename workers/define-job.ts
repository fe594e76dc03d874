import type { z } from "zod";
import type { JobDeps } from "./deps.ts";

export interface Job<Payload = unknown> {
  name: string;
  /** Parses the payload, then works; safe to run twice. */
  run(payload: unknown, deps: JobDeps): Promise<void>;
  parse(payload: unknown): Payload;
}

/** A job: its name on the queue, the schema of its payload, and what it does. Job payloads carry ids, never copies of rows. */
export function defineJob<S extends z.ZodType>(job: {
  name: string;
  payload: S;
  run(payload: z.output<S>, deps: JobDeps): Promise<void>;
}): Job<z.output<S>> {
  return {
    name: job.name,
    parse: (payload) => job.payload.parse(payload),
    run: async (payload, deps) => job.run(job.payload.parse(payload), deps),
  };
}
