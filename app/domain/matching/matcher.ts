/** What a role asks, in the numbers that ranking compares (matching.md, "Score"); terms as in terms.ts. */
export interface Question {
  /** Half-hours of the current UTC week, 336 characters. */
  mask: string;
  /** Half-hours one person is wanted for, and the share of them that a listed person covers at least. */
  need: number;
  minCoveragePercent: number;
  /** Terms that everybody listed has, and the tools asked for, nice to have or not. */
  required: number[];
  tools: number[];
  channels: number;
  tier: number;
  /** USD minor units; null = no maximum. */
  maxUsd: bigint | null;
}

/** One place of the list. */
export interface Ranked {
  agentId: string;
  total: number;
  /** Half-hours of the mask that the agent has free. */
  overlap: number;
  /** Sum of the levels of the tools asked for. */
  toolLevels: number;
  ratingMilli: number;
  rateUsd: bigint;
  /** Free half-hours of the UTC week, 336 characters. */
  avail: string;
}

export interface Answer {
  /** Who answered: the database itself, or this process's index. */
  engine: "postgres" | "index";
  rows: Ranked[];
}

/** Two engines, one answer: the exact best of the open profiles, best first, ties by id. */
export interface Matcher {
  best(question: Question, limit: number, only: { newcomers: boolean }): Promise<Answer>;
}
