import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/accounts/permissions.ts";
import { exposuresOf } from "#app/domain/billing/exposure.server.ts";
import { bonusesOf } from "#app/domain/billing/give-bonus.server.ts";
import { changeContract } from "#app/domain/contracts/change-contract.server.ts";
import { contractChange } from "#app/domain/contracts/contract.ts";
import { contractOf, contractPage } from "#app/domain/contracts/contracts.server.ts";
import { pausesOf } from "#app/domain/contracts/pause-contracts.server.ts";
import { reviewsOfContract } from "#app/domain/reviews/reviews.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { BonusList } from "#app/ui/billing/bonus-list.tsx";
import { ExposureCard } from "#app/ui/billing/exposure-meter.tsx";
import { ContractDetail } from "#app/ui/contracts/contract-detail.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("contracts:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  const page = await contractPage(context.db, id(params.contractId), actor);
  const reviews = await reviewsOfContract(context.db, page.contract, actor);
  const now = context.now();
  const [bonuses, exposures, pauses] = await Promise.all([
    bonusesOf(context.db, page.contract, actor),
    exposuresOf(context.db, [page.contract], now),
    pausesOf(context.db, page.contract.id),
  ]);
  const mayAct = may(actor, actor.kind === "agent" ? "contracts.answer" : "contracts.manage", page.contract);
  const paused = pauses.some((one) => one.resumedAt === null);
  return { ...page, reviews, bonuses, exposures, paused, mayAct, week: weekOf(now) };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const contractId = id(params.contractId);
  const { contract } = await contractOf(context.db, contractId, actor);
  const form = await readForm(request, context, contractChange(contract.currency));
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => changeContract(tx, { contractId, change: form.value }, contextOf(actor, context)));
  return redirect(`/agent/contracts/${contractId}`);
});

export default function Contract() {
  const { bonuses, exposures, paused, ...page } = useLoaderData<typeof loader>();
  return (
    <ContractDetail
      area="agent"
      {...page}
      paused={paused}
      money={
        <>
          {page.contract.state === "active" ? <ExposureCard exposures={exposures} side="agent" /> : null}
          <BonusList contractId={page.contract.id} bonuses={bonuses.rows} mayGive={bonuses.mayGive} />
        </>
      }
    />
  );
}
