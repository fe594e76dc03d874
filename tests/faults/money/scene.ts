import type { Cast } from "./cast.ts";
import type { MoneyWorld } from "./world.ts";

export interface Scene {
  world: MoneyWorld;
  cast: Cast;
  a: number;
  b: number;
}
/** Does something if it can be done now. @returns whether it was done */
export type Doing = (scene: Scene) => Promise<boolean>;

export function pick<T>(of: readonly T[], n: number): T | undefined {
  return of.length === 0 ? undefined : of[n % of.length];
}
