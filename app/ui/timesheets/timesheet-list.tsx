import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { LateTimeState } from "#app/domain/timesheets/late-time.ts";
import { type TimesheetState, timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { rowKeys } from "#app/ui/kit/row-keys.ts";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { LateTimeList } from "./late-time-list.tsx";
import { TimesheetBadge } from "./timesheet-badge.tsx";

interface Line {
  timesheet: {
    id: string;
    week: string;
    part: number;
    state: TimesheetState;
    minutes: number;
    overLimitMinutes: number;
    hourlyRate: bigint;
    pay: bigint;
    fee: bigint;
    currency: string;
    reviewUntil: Date;
  };
  title: string;
  agentName: string;
  businessName: string;
}

interface LateLine {
  late: { id: string; week: string; state: LateTimeState; minutes: number; decideUntil: Date; reason: string | null };
  agentName: string;
  businessName: string;
}

/** Keys in the table: j and k. */
export function TimesheetList({
  area,
  rows,
  late,
  mayReview = false,
  page,
  pages,
  state,
}: {
  area: "agent" | "business";
  rows: Line[];
  /** What came after the close of its week and is not settled yet. */
  late: LateLine[];
  mayReview?: boolean;
  page: number;
  pages: number;
  state: TimesheetState | null;
}) {
  const { t } = useTranslation("timesheets");
  const [search] = useSearchParams();
  const q = search.get("q");
  const tab = (one: TimesheetState | null) => {
    const next = new URLSearchParams();
    if (q) next.set("q", q);
    if (one) next.set("state", one);
    const query = next.toString();
    return {
      to: `/${area}/timesheets${query ? `?${query}` : ""}`,
      label: t(one ? `states.${one}` : "list.all"),
      active: one === state,
    };
  };
  const business = area === "business";
  return (
    <Page
      title={t("title")}
      subtitle={t(`list.subtitle.${area}`)}
      actions={
        <>
          {mayReview ? (
            <LinkButton to="/business/timesheets/approvals" variant="secondary">
              {t("approvals.title")}
            </LinkButton>
          ) : null}
          <a
            href={`/resources/timesheets-csv${search.size > 0 ? `?${search}` : ""}`}
            className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
          >
            {t("list.csv")}
          </a>
        </>
      }
    >
      <LateTimeList
        area={area}
        rows={late.map(({ late: one, agentName, businessName }) => ({ ...one, who: business ? agentName : businessName }))}
      />
      <SearchBar placeholder={t(`list.search.${area}`)} />
      <LinkTabs items={[tab(null), ...timesheetLifecycle.states.map(tab)]} />
      {rows.length === 0 ? (
        <EmptyState title={t("list.empty")}>{t("list.emptyText")}</EmptyState>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys are a shortcut; every row is a link that Tab reaches
        <div onKeyDown={rowKeys} className="min-w-0">
          <Table
            caption={t("title")}
            columns={[
              { key: "week", label: t("fields.week") },
              { key: "who", label: t(business ? "fields.agent" : "fields.business") },
              { key: "state", label: t("fields.state") },
              { key: "minutes", label: t("fields.time"), align: "right" },
              { key: "rate", label: t("fields.rate"), align: "right" },
              { key: "pay", label: t("fields.pay"), align: "right" },
              ...(business ? [{ key: "fee", label: t("fields.fee"), align: "right" as const }] : []),
            ]}
          >
            {rows.map(({ timesheet, title, agentName, businessName }) => (
              <Row key={timesheet.id}>
                <Cell className="whitespace-nowrap">
                  <Link data-row="" to={`/${area}/timesheets/${timesheet.id}`} className="font-medium text-accent underline">
                    <When at={timesheet.week} format="date" />
                  </Link>
                  {timesheet.part > 0 ? (
                    <span className="block text-faint text-xs">{t("detail.part", { part: timesheet.part })}</span>
                  ) : null}
                </Cell>
                <Cell>
                  {business ? agentName : businessName}
                  <span className="block text-faint text-xs">{title}</span>
                </Cell>
                <Cell>
                  <TimesheetBadge state={timesheet.state} />
                  {timesheet.state === "inReview" ? (
                    <span className="block whitespace-nowrap text-faint text-xs">
                      {t("list.until")} <When at={timesheet.reviewUntil} />
                    </span>
                  ) : null}
                </Cell>
                <Cell numeric>
                  <Minutes value={timesheet.minutes} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(timesheet.hourlyRate, timesheet.currency)} />
                </Cell>
                <Cell numeric className="font-medium">
                  <MoneyText value={money(timesheet.pay, timesheet.currency)} />
                </Cell>
                {business ? (
                  <Cell numeric>
                    <MoneyText value={money(timesheet.fee, timesheet.currency)} />
                  </Cell>
                ) : null}
              </Row>
            ))}
          </Table>
        </div>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
