/** Weights of the match score, shown to both sides (matching.md, "Score"). Together at most 1,000,000. */
export const WEIGHTS = { hours: 400_000, ratingPerMilli: 60, tools: 200_000, price: 100_000 } as const;
/** A tool level is 1 to 5. */
export const TOP_TOOL_LEVEL = 5;

export interface ScoreFacts {
  /** Half-hours that the role wants and the agent has free. */
  overlap: number;
  /** min(required half-hours, weekly limit a person). */
  need: number;
  /** Bayesian mean in thousandths of a star, 1000 to 5000. */
  ratingMilli: number;
  /** Sum of the agent's levels over the tools asked for; a missing nice-to-have counts 0. */
  toolLevels: number;
  tools: number;
  /** Both in one currency's minor units; null = no maximum. */
  rate: bigint;
  maxRate: bigint | null;
}

export interface ScoreParts {
  hours: number;
  rating: number;
  tools: number;
  price: number;
  total: number;
}

/** The match score in integers, each term floored by itself, so that two engines agree to the point. */
export function score(facts: ScoreFacts): ScoreParts {
  const covered = Math.min(facts.overlap, facts.need);
  const hours = facts.need === 0 ? 0 : Math.floor((WEIGHTS.hours * covered) / facts.need);
  const rating = WEIGHTS.ratingPerMilli * facts.ratingMilli;
  const tools =
    facts.tools === 0 ? WEIGHTS.tools : Math.floor((WEIGHTS.tools * facts.toolLevels) / (TOP_TOOL_LEVEL * facts.tools));
  const price =
    facts.maxRate === null ? WEIGHTS.price : Number((BigInt(WEIGHTS.price) * (facts.maxRate - facts.rate)) / facts.maxRate);
  return { hours, rating, tools, price, total: hours + rating + tools + price };
}

/** Half-hours one person is wanted for: the role's, or the weekly limit where that is less. */
export function needOf(required: number, weeklyLimitMinutes: number): number {
  return Math.min(required, Math.floor(weeklyLimitMinutes / 30));
}

/** The row of the list kept for newcomers, and who is one (matching.md, "Score"). */
export const EXPLORATION_ROW = 6;
export const NEWCOMER_RATINGS = 3;
