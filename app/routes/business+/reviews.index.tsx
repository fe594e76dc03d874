import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/accounts/permissions.ts";
import { dueReviews, reviewsOfSide } from "#app/domain/reviews/reviews.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { OwnReviews } from "#app/ui/reviews/own-reviews.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reviews:own.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId } = requireMember(context);
  const [mine, due] = await Promise.all([
    reviewsOfSide(context.db, { businessId }, actor),
    dueReviews(context.db, { businessId }, actor),
  ]);
  return { ...mine, due, mayWrite: may(actor, "reviews.write", { businessId }) };
});

export default function BusinessReviews() {
  return <OwnReviews area="business" {...useLoaderData<typeof loader>()} />;
}
