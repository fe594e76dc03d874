import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { heldHash } from "#app/domain/diary/chain.ts";
import { chainPage } from "#app/domain/diary/chain-page.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { actionOf, id, loaderOf } from "#app/http/route.server.ts";
import { ChainReport } from "#app/ui/diary/chain-report.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("chain:title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const page = pageOf(url);
  const held = url.searchParams.get("held");
  const report = await chainPage(context.db, { contractId: id(params.contractId), page, held }, actor);
  return { ...report, page, typed: held ?? "" };
});

/** The address that answers is one that can be kept: the hash stands in it, as in the mails. */
export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const contractId = id(params.contractId);
  await contractOf(context.db, contractId, actor);
  const form = await readForm(request, context, heldHash);
  if (!form.ok) return form.reply;
  return redirect(`/business/diary/${contractId}/verify?held=${form.value.held}`);
});

export default function BusinessVerify() {
  const report = useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const back = { to: `/business/diary/${report.contract.id}`, label: t("of", { name: report.agentName }) };
  return <ChainReport {...report} other={report.agentName} back={back} />;
}
