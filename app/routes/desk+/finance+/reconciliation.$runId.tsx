import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type Class, classes } from "#app/domain/reconciliation/match-balance.ts";
import { reconciliationRun } from "#app/domain/reconciliation/reconciliation.server.ts";
import { runState } from "#app/domain/reconciliation/reconciliation.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { RunBadge } from "#app/ui/reconciliation/badges.tsx";
import { ItemTable } from "#app/ui/reconciliation/item-table.tsx";
import { RunProgress } from "#app/ui/reconciliation/run-progress.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("reconciliation:run.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const asked = url.searchParams.get("class") as Class | null;
  const only = asked && classes.includes(asked) ? asked : undefined;
  const page = pageOf(url);
  const found = await reconciliationRun(context.db, id(params.runId), { only, page }, actor);
  return { ...found, only: only ?? null, page, state: runState(found.run, context.now()) };
});

export default function ReconciliationRun() {
  const { run, startedByName, items, counts, pages, only, page, state } = useLoaderData<typeof loader>();
  const { t } = useTranslation("reconciliation");
  const here = `/desk/finance/reconciliation/${run.id}`;
  const unmatched = classes.filter((one) => one !== "matched").reduce((sum, one) => sum + (counts[one] ?? 0), 0);
  return (
    <Page
      title={t("run.title")}
      state={<RunBadge state={state} breaks={run.breaks} />}
      subtitle={
        <>
          <When at={run.fromAt} zone="UTC" /> – <When at={run.toAt} zone="UTC" />
        </>
      }
      back={{ to: "/desk/finance/reconciliation", label: t("runs.title") }}
      actions={
        run.finishedAt ? (
          <a
            href={`/resources/reconciliation-csv/${run.id}`}
            className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
          >
            {t("ledger:csv")}
          </a>
        ) : null
      }
    >
      <p className="flex flex-wrap gap-x-6 gap-y-1 text-soft text-sm">
        <span>
          {t("fields.started")}: <When at={run.startedAt} />
        </span>
        <span>
          {t("fields.by")}: {startedByName ?? t("runs.nightly")}
        </span>
        <span className="tabular">
          {t("run.read")}: {run.read}
        </span>
      </p>
      {state === "running" ? <RunProgress read={run.read} /> : null}
      {state === "gaveUp" ? (
        <Notice tone="red" title={t("runStates.gaveUp")}>
          {t("run.gaveUp")}
        </Notice>
      ) : null}
      {run.finishedAt ? (
        <>
          <LinkTabs
            items={[
              { to: here, label: t("run.unmatched"), count: unmatched, active: only === null },
              ...classes
                .filter((one) => counts[one] || one === only)
                .map((one) => ({
                  to: `${here}?class=${one}`,
                  label: t(`classes.${one}.name`),
                  count: counts[one] ?? 0,
                  active: one === only,
                })),
            ]}
          />
          {only ? <p className="text-soft text-sm">{t(`classes.${only}.meaning`)}</p> : null}
          {items.length > 0 ? (
            <ItemTable items={items} />
          ) : (
            <EmptyState
              title={t(run.breaks === 0 ? "run.allMatch" : "run.nothingHere")}
              action={
                <Link to={`${here}?class=matched`} className="text-accent underline">
                  {t("runs.matchedCount", { count: counts.matched ?? 0 })}
                </Link>
              }
            />
          )}
          <Pager page={page} pages={pages} />
        </>
      ) : null}
    </Page>
  );
}
