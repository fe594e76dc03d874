import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type ApplicationState, views } from "#app/domain/hiring/application.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
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
}: {
  area: "agent" | "business";
  rows: Line[];
  page: number;
  pages: number;
  view: string;
}) {
  const { t } = useTranslation("hiring");
  const columns = [
    { key: "who", label: t(area === "agent" ? "columns.business" : "columns.agent") },
    { key: "role", label: t("columns.role") },
    { key: "state", label: t("columns.state") },
    { key: "changed", label: t("columns.changed") },
  ];
  return (
    <Page title={t("title")}>
      <LinkTabs
        items={Object.keys(views).map((one) => ({
          to: `/${area}/applications?view=${one}`,
          label: t(`views.${one}`),
          active: one === view,
        }))}
      />
      {rows.length === 0 ? (
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
              <Cell>
                <Link to={`/${area}/applications/${row.application.id}`} className="font-medium text-accent hover:underline">
                  {area === "agent" ? row.businessName : row.agentName}
                </Link>
                {area === "business" ? (
                  <span className="ml-2 text-soft">
                    <Stars value={row.ratingMilli / 1000} count={row.ratingCount} />
                  </span>
                ) : null}
              </Cell>
              <Cell>{row.roleTitle}</Cell>
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
