import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { talksByRole } from "#app/domain/hiring/applications.server.ts";
import { mostPeople } from "#app/domain/roles/headcount.ts";
import { type RoleState, roleLifecycle } from "#app/domain/roles/role.ts";
import { rolesOfBusiness } from "#app/domain/roles/roles.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { countHalfHours } from "#app/kernel/week-hours.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { RoleBadge } from "#app/ui/roles/role-badge.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:list.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const state = roleLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  const found = await rolesOfBusiness(context.db, { businessId, q, state, page }, actor);
  const talks = await talksByRole(
    context.db,
    found.rows.map((role) => role.id),
  );
  return { ...found, talks: Object.fromEntries(talks), state: state ?? null, page };
});

export default function Roles() {
  const { rows, states, state, page, pages, talks } = useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const all = Object.values(states).reduce((sum, n) => sum + n, 0);
  const columns = ["title", "state", "languages", "hours", "headcount", "talks", "posted"].map((key) => ({
    key,
    label: t(`list.${key}Column`),
    align: ["hours", "headcount", "talks"].includes(key) ? ("right" as const) : undefined,
  }));
  return (
    <Page title={t("list.title")} actions={<LinkButton to="/business/roles/new">{t("list.new")}</LinkButton>}>
      <SearchBar placeholder={t("list.search")} />
      <LinkTabs
        items={[
          { to: "/business/roles", label: t("list.all"), count: all, active: state === null },
          ...roleLifecycle.states.map((one: RoleState) => ({
            to: `/business/roles?state=${one}`,
            label: t(`states.${one}`),
            count: states[one] ?? 0,
            active: state === one,
          })),
        ]}
      />
      {rows.length === 0 && all > 0 ? (
        <EmptyState title={t("list.noMatch")}>{t("browse.emptyText")}</EmptyState>
      ) : rows.length === 0 ? (
        <EmptyState title={t("list.empty")} action={<LinkButton to="/business/roles/new">{t("list.new")}</LinkButton>}>
          {t("list.emptyText")}
        </EmptyState>
      ) : (
        <Table caption={t("list.title")} columns={columns}>
          {rows.map((role) => (
            <Row key={role.id}>
              <Cell className="min-w-44">
                <Link to={`/business/roles/${role.id}`} className="font-medium text-accent hover:underline">
                  {role.title}
                </Link>
              </Cell>
              <Cell>
                <RoleBadge state={role.state} />
              </Cell>
              <Cell>
                {role.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`).join(", ") || "–"}
              </Cell>
              <Cell numeric>{countHalfHours(role.coverage) / 2}</Cell>
              <Cell numeric>{mostPeople(role)}</Cell>
              <Cell numeric>
                {talks[role.id] ? (
                  <Link to={`/business/applications?role=${role.id}`} className="text-accent hover:underline">
                    {talks[role.id]}
                  </Link>
                ) : (
                  "–"
                )}
              </Cell>
              <Cell>
                <When at={role.createdAt} format="date" />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
