import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type DisputeReason, type DisputeState, disputeLifecycle, waitsFor } from "#app/domain/disputes/dispute.ts";
import { money } from "#app/kernel/money.ts";
import { DownloadLink } from "#app/ui/kit/download-link.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { DisputeBadge } from "./dispute-badge.tsx";

interface Line {
  dispute: {
    id: string;
    state: DisputeState;
    reason: DisputeReason;
    claimed: bigint;
    upheld: bigint | null;
    currency: string;
    openedAt: Date;
    answerDueAt: Date;
    decisionDueAt: Date;
    decidedAt: Date | null;
  };
  week: string;
  title: string;
  agentName: string;
  businessName: string;
}

interface Props {
  area: "agent" | "business" | "desk";
  rows: Line[];
  counts: Partial<Record<DisputeState, number>>;
  page: number;
  pages: number;
  state: DisputeState | null;
}

/** Disputes of one side, or all for the desk: those that wait come first, the one due soonest on top. */
export function DisputeList({ area, rows, counts, page, pages, state }: Props) {
  const { t } = useTranslation("disputes");
  const { now } = useReader();
  const [search] = useSearchParams();
  const q = search.get("q");
  const tab = (one: DisputeState | null) => {
    const next = new URLSearchParams({ ...(one ? { state: one } : {}), ...(q ? { q } : {}) });
    return {
      to: `/${area}/disputes${next.size > 0 ? `?${next}` : ""}`,
      label: t(one ? `states.${one}` : "list.all"),
      count: one ? (counts[one] ?? 0) : Object.values(counts).reduce((sum, n) => sum + n, 0),
      active: one === state,
    };
  };
  const filter = new URLSearchParams({ ...(state ? { state } : {}), ...(q ? { q } : {}) });
  return (
    <Page
      title={t("title")}
      subtitle={t(`list.subtitle.${area}`)}
      actions={<DownloadLink href={`/resources/disputes-csv?${filter}`}>{t("billing:csv")}</DownloadLink>}
    >
      <SearchBar placeholder={t(`list.search.${area}`)} filters={state ? <Hidden name="state" value={state} /> : null} />
      <LinkTabs items={[tab(null), ...disputeLifecycle.states.map(tab)]} />
      {rows.length === 0 ? (
        <EmptyState title={t("list.empty")}>{t(`list.emptyText.${area}`)}</EmptyState>
      ) : (
        <Table
          caption={t("title")}
          columns={[
            { key: "week", label: t("fields.week") },
            {
              key: "who",
              label: t(area === "business" ? "fields.agent" : area === "agent" ? "fields.business" : "fields.sides"),
            },
            { key: "state", label: t("fields.state") },
            { key: "due", label: t("fields.due") },
            { key: "claimed", label: t("fields.claimed"), align: "right" },
            { key: "upheld", label: t("fields.upheld"), align: "right" },
          ]}
        >
          {rows.map(({ dispute, week, title, agentName, businessName }) => {
            const waits = waitsFor(dispute, now);
            return (
              <Row key={dispute.id}>
                <Cell className="whitespace-nowrap">
                  <Link to={`/${area}/disputes/${dispute.id}`} className="font-medium text-accent underline">
                    <When at={week} format="date" />
                  </Link>
                </Cell>
                <Cell className="min-w-40">
                  {area === "business" ? agentName : area === "agent" ? businessName : `${businessName} · ${agentName}`}
                  <span className="block text-faint text-xs">{title}</span>
                </Cell>
                <Cell>
                  <DisputeBadge state={dispute.state} />
                  <span className="block whitespace-nowrap text-faint text-xs">{t(`reasons.${dispute.reason}`)}</span>
                </Cell>
                <Cell className="whitespace-nowrap">
                  {waits ? (
                    <span className={waits.dueAt < now ? "text-red" : undefined}>
                      <When at={waits.dueAt} />
                      <span className="block text-xs">
                        {t(waits.dueAt < now ? `list.late.${waits.what}` : `list.waits.${waits.what}`)}
                      </span>
                    </span>
                  ) : dispute.decidedAt ? (
                    <span className="text-soft">
                      <When at={dispute.decidedAt} format="date" />
                    </span>
                  ) : null}
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(dispute.claimed, dispute.currency)} />
                </Cell>
                <Cell numeric>
                  {dispute.upheld === null ? null : <MoneyText value={money(dispute.upheld, dispute.currency)} />}
                </Cell>
              </Row>
            );
          })}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
