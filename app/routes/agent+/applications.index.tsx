import { useLoaderData } from "@remix-run/react";
import { viewOf } from "#app/domain/hiring/application.ts";
import { applicationsOf } from "#app/domain/hiring/applications.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { ApplicationList } from "#app/ui/hiring/application-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("hiring:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const page = pageOf(url);
  const view = viewOf(url.searchParams.get("view"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  return { ...(await applicationsOf(context.db, { agentId }, { view, q, page }, actor)), page, view };
});

export default function Applications() {
  const { rows, page, pages, view, counts } = useLoaderData<typeof loader>();
  return <ApplicationList area="agent" rows={rows} page={page} pages={pages} view={view} counts={counts} onlyRole={null} />;
}
