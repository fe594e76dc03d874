import { and, eq, isNotNull, or } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { reviews } from "#db/schema/reviews.ts";

/** What a person wrote, and what was written about an agent once it is shown: ratings are blind until then (product.md, "Ratings"). */
export function myReviews(userId: string): PersonalRows[] {
  return [
    personalRows(reviews, or(eq(reviews.writtenBy, userId), and(eq(reviews.agentId, userId), isNotNull(reviews.revealedAt)))),
  ];
}
