import { z } from "zod";

export const occasions = ["first-paid-week", "end"] as const;
export const writeReviewInput = z.object({
  occasion: z.enum(occasions),
  stars: z.number().int().min(1).max(5),
  words: z.string().trim().max(2000).default(""),
});

/** A rating is blind until both sides wrote or so many days passed (product.md, "Ratings"). */
export const BLIND_DAYS = 14;

/** Prior of the mean that ranking uses: five ratings of 4.5 (product.md, "Ratings"). @returns thousandths of a star, rounded down */
export function rankingMeanMilli(stars: number[]): number {
  const sum = stars.reduce((total, one) => total + one, 0);
  return Math.floor(((5 * 4.5 + sum) * 1000) / (5 + stars.length));
}
