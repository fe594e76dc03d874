import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { weeklyRuns } from "#app/domain/reconciliation/weekly-runs.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { RunStateBadge, useLiveWhile } from "#app/ui/ledger/run-words.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("finance:runs.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const page = pageOf(url);
  return { ...(await weeklyRuns(context.db, page, actor)), page };
});

export default function WeeklyRuns() {
  const { rows, pages, page } = useLoaderData<typeof loader>();
  const { t } = useTranslation("finance");
  useLiveWhile(rows.some(({ run }) => run.state === "running"));
  return (
    <Page title={t("runs.title")} subtitle={t("runs.subtitle")} back={{ to: "/desk/finance", label: t("ledger:overview.title") }}>
      {rows.length === 0 ? (
        <EmptyState title={t("runs.empty")}>{t("runs.emptyHint")}</EmptyState>
      ) : (
        <Table
          caption={t("runs.title")}
          columns={[
            { key: "what", label: t("fields.what") },
            { key: "week", label: t("fields.week") },
            { key: "state", label: t("fields.state") },
            { key: "steps", label: t("fields.steps"), className: "min-w-44" },
            { key: "started", label: t("fields.started") },
            { key: "finished", label: t("fields.finished") },
          ]}
        >
          {rows.map(({ run, total, done, failing }) => (
            <Row key={run.id}>
              <Cell className="whitespace-nowrap">
                <Link to={`/desk/finance/runs/${run.id}`} className="font-medium text-accent underline">
                  {t(`runs.kinds.${run.kind}`)}
                </Link>
              </Cell>
              <Cell className="whitespace-nowrap">
                <When at={run.week} format="date" />
              </Cell>
              <Cell>
                <RunStateBadge state={run.state} />
              </Cell>
              <Cell>
                <Meter
                  value={done}
                  max={Math.max(total, 1)}
                  label={failing > 0 ? t("runs.failing", { count: failing }) : ""}
                  plain
                >
                  {`${done} / ${total}`}
                </Meter>
              </Cell>
              <Cell className="whitespace-nowrap">
                <When at={run.startedAt} />
              </Cell>
              <Cell className="whitespace-nowrap">{run.finishedAt ? <When at={run.finishedAt} /> : null}</Cell>
            </Row>
          ))}
        </Table>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
