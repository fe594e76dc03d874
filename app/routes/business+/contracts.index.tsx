import { useLoaderData } from "@remix-run/react";
import { contractsOf } from "#app/domain/contracts/contracts.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { ContractList } from "#app/ui/contracts/contract-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("contracts:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const page = pageOf(url);
  const state = (["active", "ended"] as const).find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  return {
    ...(await contractsOf(context.db, { businessId }, { state, q, page, week: weekOf(context.now()) }, actor)),
    page,
    state: state ?? null,
  };
});

export default function Contracts() {
  const { rows, page, pages, state } = useLoaderData<typeof loader>();
  return <ContractList area="business" rows={rows} page={page} pages={pages} state={state} />;
}
