import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type CaseFilter, caseLifecycle, differenceOf } from "#app/domain/reconciliation/case.ts";
import { casesOf } from "#app/domain/reconciliation/cases.server.ts";
import { classes, isBreak } from "#app/domain/reconciliation/match-balance.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { contextOf, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { DifferenceText } from "#app/ui/ledger/balance-text.tsx";
import { CaseAge, CaseBadge, ClassBadge } from "#app/ui/reconciliation/badges.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:cases.title");
const breakClasses = classes.filter(isBreak);
const states = [...caseLifecycle.states, "all"] as const;

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const asked = (name: string) => url.searchParams.get(name);
  const filter: CaseFilter = {
    state: states.find((one) => one === asked("state")) ?? "open",
    owner: (["me", "nobody"] as const).find((one) => one === asked("owner")),
    class: breakClasses.find((one) => one === asked("class")),
    old: asked("old") === "1",
  };
  const page = pageOf(url);
  return { ...(await casesOf(context.db, filter, page, contextOf(actor, context))), filter, page, now: context.now() };
});

const select = "h-10 rounded-lg border border-line-strong bg-raised px-3 text-sm";

export default function Cases() {
  const { rows, counts, pages, filter, page, now } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  return (
    <Page
      title={t("cases.title")}
      subtitle={t("cases.subtitle")}
      back={{ to: "/desk/finance/reconciliation", label: t("runs.title") }}
    >
      <LinkTabs
        items={states.map((state) => ({
          to: `/desk/finance/cases?state=${state}`,
          label: t(`caseStates.${state}`),
          count: state === "all" ? undefined : (counts[state] ?? 0),
          active: filter.state === state,
        }))}
      />
      <form method="get" className="flex flex-wrap items-center gap-3">
        <input type="hidden" name="state" value={filter.state} />
        <select name="owner" aria-label={t("cases.owner")} defaultValue={filter.owner ?? ""} className={select}>
          <option value="">{t("cases.anybody")}</option>
          <option value="me">{t("cases.mine")}</option>
          <option value="nobody">{t("cases.nobody")}</option>
        </select>
        <select name="class" aria-label={t("fields.class")} defaultValue={filter.class ?? ""} className={select}>
          <option value="">{t("cases.anyClass")}</option>
          {breakClasses.map((one) => (
            <option key={one} value={one}>
              {t(`classes.${one}.name`)}
            </option>
          ))}
        </select>
        <label className="inline-flex h-10 items-center gap-2 text-sm">
          <input type="checkbox" name="old" value="1" defaultChecked={filter.old} className="size-5 accent-(--accent)" />
          {t("cases.old")}
        </label>
        <Button variant="secondary">{t("cases.filter")}</Button>
      </form>
      {rows.length === 0 ? (
        <EmptyState title={t(filter.state === "open" ? "cases.noneOpen" : "cases.none")}>{t("cases.noneHint")}</EmptyState>
      ) : (
        <Table
          caption={t("cases.title")}
          columns={[
            { key: "class", label: t("fields.class") },
            { key: "source", label: t("cases.source") },
            { key: "difference", label: t("items.difference"), align: "right" },
            { key: "age", label: t("cases.age") },
            { key: "owner", label: t("cases.owner") },
            { key: "state", label: t("fields.state") },
          ]}
        >
          {rows.map(({ case: one, ownerName }) => (
            <Row key={one.id}>
              <Cell>
                <ClassBadge found={one.class} />
              </Cell>
              <Cell className="min-w-52">
                <Link to={`/desk/finance/cases/${one.id}`} className="break-all font-medium text-accent underline">
                  {one.sourceId}
                </Link>
                <span className="block text-soft text-xs">
                  <When at={one.occurredAt} />
                </span>
              </Cell>
              <Cell numeric>
                <DifferenceText value={money(differenceOf(one), one.currency)} />
              </Cell>
              <Cell className="whitespace-nowrap">
                <CaseAge openedAt={one.openedAt} until={one.closedAt ?? now} />
              </Cell>
              <Cell className="whitespace-nowrap">{ownerName ?? <span className="text-faint">{t("cases.nobody")}</span>}</Cell>
              <Cell>
                <CaseBadge state={one.state} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
