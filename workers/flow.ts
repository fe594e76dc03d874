import type { Work } from "#app/edges/queue/queue.server.ts";

/** Hands over pieces of work that may run side by side, and one that runs when all of them have ended, well or not. */
export type Flow = (pieces: Work[], then: Work) => Promise<void>;
