import { useLoaderData } from "@remix-run/react";
import { viewOf } from "#app/domain/hiring/application.ts";
import { applicationsOf } from "#app/domain/hiring/applications.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { isId } from "#app/kernel/ids.ts";
import { ApplicationList } from "#app/ui/hiring/application-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("hiring:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const page = pageOf(url);
  const view = viewOf(url.searchParams.get("view"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const asked = url.searchParams.get("role");
  const role = asked && isId(asked) ? await roleForBusiness(context.db, asked, actor) : null;
  const found = await applicationsOf(context.db, { businessId }, { view, q, roleId: role?.id, page }, actor);
  return { ...found, page, view, role: role && { id: role.id, title: role.title } };
});

export default function Applications() {
  const { rows, page, pages, view, counts, role } = useLoaderData<typeof loader>();
  return <ApplicationList area="business" rows={rows} page={page} pages={pages} view={view} counts={counts} onlyRole={role} />;
}
