import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/accounts/permissions.ts";
import { answerAmendment } from "#app/domain/contracts/answer-amendment.server.ts";
import { contractChange } from "#app/domain/contracts/contract.ts";
import { contractOf, contractPage } from "#app/domain/contracts/contracts.server.ts";
import { endContract } from "#app/domain/contracts/end-contract.server.ts";
import { proposeAmendment } from "#app/domain/contracts/propose-amendment.server.ts";
import { withdrawAmendment } from "#app/domain/contracts/withdraw-amendment.server.ts";
import { reviewsOfContract } from "#app/domain/reviews/reviews.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { ContractDetail } from "#app/ui/contracts/contract-detail.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("contracts:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const page = await contractPage(context.db, id(params.contractId), actor);
  const reviews = await reviewsOfContract(context.db, page.contract, actor);
  const mayAct = may(actor, actor.kind === "agent" ? "contracts.answer" : "contracts.manage", page.contract);
  return { ...page, reviews, mayAct, week: weekOf(context.now()) };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const contractId = id(params.contractId);
  const { contract } = await contractOf(context.db, contractId, actor);
  const form = await readForm(request, context, contractChange(contract.currency));
  if (!form.ok) return form.reply;
  const { value } = form;
  const by = contextOf(actor, context);
  await context.db.transaction(async (tx) => {
    if (value.intent === "end") await endContract(tx, { contractId, reason: value.reason }, by);
    else if (value.intent === "propose")
      await proposeAmendment(tx, { ...value, contractId, reason: value.hourlyRate === undefined ? "limit" : "rate" }, by);
    else if (value.intent === "withdraw") await withdrawAmendment(tx, value, by);
    else await answerAmendment(tx, { amendmentId: value.amendmentId, answer: value.intent }, by);
  });
  return redirect(`/business/contracts/${contractId}`);
});

export default function Contract() {
  return <ContractDetail area="business" {...useLoaderData<typeof loader>()} />;
}
