import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Line {
  contract: { id: string; title: string; state: "active" | "ended"; currency: string; startsOn: string };
  agentName: string;
  businessName: string;
  terms: { hourlyRate: bigint; tier: string; weeklyLimitMinutes: number } | null;
}

export function ContractList({
  area,
  rows,
  page,
  pages,
  state,
}: {
  area: "agent" | "business";
  rows: Line[];
  page: number;
  pages: number;
  state: string | null;
}) {
  const { t } = useTranslation("contracts");
  const columns = [
    { key: "who", label: t(`columns.${area === "agent" ? "business" : "agent"}`) },
    { key: "title", label: t("columns.role") },
    { key: "state", label: t("columns.state") },
    { key: "rate", label: t("columns.rate"), align: "right" as const },
    { key: "limit", label: t("columns.limit"), align: "right" as const },
    { key: "since", label: t("columns.since") },
  ];
  return (
    <Page title={t("title")}>
      <SearchBar placeholder={t("search")} />
      <LinkTabs
        items={[
          { to: `/${area}/contracts`, label: t("all"), active: state === null },
          { to: `/${area}/contracts?state=active`, label: t("states.active"), active: state === "active" },
          { to: `/${area}/contracts?state=ended`, label: t("states.ended"), active: state === "ended" },
        ]}
      />
      {rows.length === 0 ? (
        <EmptyState title={t("empty")}>{t(`empty_${area}`)}</EmptyState>
      ) : (
        <Table caption={t("title")} columns={columns}>
          {rows.map(({ contract, agentName, businessName, terms }) => (
            <Row key={contract.id}>
              <Cell>
                <Link to={`/${area}/contracts/${contract.id}`} className="font-medium text-accent hover:underline">
                  {area === "agent" ? businessName : agentName}
                </Link>
              </Cell>
              <Cell>{contract.title}</Cell>
              <Cell>
                <Badge tone={contract.state === "active" ? "green" : "neutral"}>{t(`states.${contract.state}`)}</Badge>
                {terms ? (
                  <Badge tone="indigo" className="ml-1">
                    {terms.tier}
                  </Badge>
                ) : null}
              </Cell>
              <Cell numeric>{terms ? <MoneyText value={money(terms.hourlyRate, contract.currency)} /> : null}</Cell>
              <Cell numeric>{terms ? <Minutes value={terms.weeklyLimitMinutes} /> : null}</Cell>
              <Cell>
                <When at={contract.startsOn} format="date" />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
