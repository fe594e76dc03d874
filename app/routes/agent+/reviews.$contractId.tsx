import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { writeReviewInput } from "#app/domain/reviews/review.ts";
import { reviewChances, reviewsOfContract } from "#app/domain/reviews/reviews.server.ts";
import { writeReview } from "#app/domain/reviews/write-review.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { WriteReview } from "#app/ui/reviews/write-review.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reviews:write.page");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  const { contract, agentName, businessName } = await contractOf(context.db, id(params.contractId), actor);
  const [chances, reviews] = await Promise.all([
    reviewChances(context.db, contract, actor),
    reviewsOfContract(context.db, contract, actor),
  ]);
  return {
    contract: { id: contract.id, title: contract.title },
    agentName,
    businessName,
    chances,
    reviews,
    mayWrite: may(actor, "reviews.write", contract),
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const { contract } = await contractOf(context.db, id(params.contractId), actor);
  const form = await readForm(request, context, writeReviewInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => writeReview(tx, { contractId: contract.id, ...form.value }, contextOf(actor, context)));
  return redirect(`/agent/reviews/${contract.id}`);
});

export default function Review() {
  return <WriteReview area="agent" {...useLoaderData<typeof loader>()} />;
}
