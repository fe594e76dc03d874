import { createHash } from "node:crypto";
import type { Ranked } from "./matcher.ts";
import { EXPLORATION_ROW } from "./score.ts";

/** Newcomers who take turns in the exploration row: the best of them. */
export const NEWCOMERS_LOOKED_AT = 50;

export interface ExplorationTurn {
  /** The UTC day, and the first 32 bits of SHA-256 of "<role> <day>". */
  day: string;
  hash: number;
  /** Newcomers who do not stand above anyway, best first; hash modulo their number says whose turn it is. */
  waiting: Ranked[];
  /** Nobody's while the list is that short. */
  turn: Ranked | null;
}

/** Whose turn the exploration row is today: chosen by hash(role, day), never somebody who stands above anyway. */
export function explorationTurn(roleId: string, now: Date, newcomers: Ranked[], above: Ranked[]): ExplorationTurn {
  const day = now.toISOString().slice(0, 10);
  const hash = createHash("sha256").update(`${roleId} ${day}`).digest().readUInt32BE(0);
  const waiting = newcomers.filter((row) => !above.some((one) => one.agentId === row.agentId));
  const nobody = waiting.length === 0 || above.length < EXPLORATION_ROW - 1;
  return { day, hash, waiting, turn: nobody ? null : waiting[hash % waiting.length]! };
}
