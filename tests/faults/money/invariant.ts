import type { Cast } from "./cast.ts";
import type { MoneyWorld } from "./world.ts";

/** What must hold once everything has settled: says what does not, with figures; nothing when it holds. */
export type Invariant = (world: MoneyWorld, cast: Cast) => Promise<string[]>;
