import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type ApplicationState, type View, views } from "#app/domain/hiring/application.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { ApplicationBadge } from "./application-badge.tsx";

interface Line {
  application: { id: string; state: ApplicationState; changedAt: Date };
  roleTitle: string;
  businessName: string;
  agentName: string;
  ratingMilli: number;
  ratingCount: number;
}

export function ApplicationList({
  area,
  rows,
  page,
  pages,
  view,
  counts,
  onlyRole: role,
}: {
  area: "agent" | "business";
  rows: Line[];
  page: number;
  pages: number;
  view: View;
  counts: Record<View, number>;
  /** Only one role's. */
  onlyRole: { id: string; title: string } | null;
}) {
  const { t } = useTranslation("hiring");
  const [search] = useSearchParams();
  const to = (change: Record<string, string | null>) => {
    const next = new URLSearchParams(search);
    next.delete("page");
    for (const [name, value] of Object.entries(change)) value === null ? next.delete(name) : next.set(name, value);
    return `/${area}/applications?${next}`;
  };
  const narrowed = search.has("q") || role !== null;
  const columns = [
    { key: "who", label: t(area === "agent" ? "columns.business" : "columns.agent") },
    ...(area === "business" ? [{ key: "rating", label: t("columns.rating") }] : []),
    { key: "role", label: t("columns.role") },
    { key: "state", label: t("columns.state") },
    { key: "changed", label: t("columns.changed") },
  ];
  return (
    <Page title={t("title")}>
      <SearchBar
        placeholder={t(area === "agent" ? "search.agent" : "search.business")}
        filters={
          <>
            <input type="hidden" name="view" value={view} />
            {role ? <input type="hidden" name="role" value={role.id} /> : null}
          </>
        }
      />
      {role ? (
        <p className="flex flex-wrap items-center gap-x-3 text-sm">
          {t("onlyRole", { role: role.title })}
          <Link to={to({ role: null })} className="text-accent hover:underline">
            {t("allRoles")}
          </Link>
        </p>
      ) : null}
      <LinkTabs
        items={(Object.keys(views) as View[]).map((one) => ({
          to: to({ view: one }),
          label: t(`views.${one}`),
          count: counts[one],
          active: one === view,
        }))}
      />
      {rows.length === 0 && narrowed ? (
        <EmptyState title={t("empty.noMatch")}>{t("empty.noMatchText")}</EmptyState>
      ) : rows.length === 0 ? (
        <EmptyState
          title={t("empty.title")}
          action={<LinkButton to={area === "agent" ? "/agent/roles" : "/business/roles"}>{t(`empty.${area}Action`)}</LinkButton>}
        >
          {t(`empty.${area}`)}
        </EmptyState>
      ) : (
        <Table caption={t("title")} columns={columns}>
          {rows.map((row) => (
            <Row key={row.application.id}>
              <Cell className="min-w-36">
                <Link to={`/${area}/applications/${row.application.id}`} className="font-medium text-accent hover:underline">
                  {area === "agent" ? row.businessName : row.agentName}
                </Link>
              </Cell>
              {area === "business" ? (
                <Cell>
                  <Stars value={row.ratingMilli / 1000} count={row.ratingCount} />
                </Cell>
              ) : null}
              <Cell className="min-w-40">{row.roleTitle}</Cell>
              <Cell>
                <ApplicationBadge state={row.application.state} />
              </Cell>
              <Cell>
                <When at={row.application.changedAt} format="relative" />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
