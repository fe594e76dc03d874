import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { rankQuestionLifecycle } from "#app/domain/matching/rank-question.ts";
import { rankQuestionQueue } from "#app/domain/matching/rank-questions.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { RankQuestionBadge } from "#app/ui/matching/rank-question.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:ask.queue");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "operator");
  const state = rankQuestionLifecycle.states.find((one) => one === url.searchParams.get("state")) ?? "open";
  const page = pageOf(url);
  const now = context.now();
  const { rows, ...rest } = await rankQuestionQueue(context.db, { state, page }, actor);
  return { ...rest, rows: rows.map((row) => ({ ...row, overdue: row.state === "open" && row.dueAt < now })), state, page };
});

export default function RankQueue() {
  const { rows, counts, pages, page, state } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  return (
    <Page title={t("ask.queue")} subtitle={t("ask.queueText")}>
      <LinkTabs
        items={rankQuestionLifecycle.states.map((one) => ({
          to: one === "open" ? "/desk/ranks" : `/desk/ranks?state=${one}`,
          label: t(`ask.states.${one}`),
          count: counts[one],
          active: one === state,
        }))}
      />
      {rows.length === 0 ? (
        <EmptyState title={t(`ask.none.${state}`)} />
      ) : (
        <ul className="grid gap-3">
          {rows.map((row) => (
            <li key={row.id} className="grid gap-1 rounded-lg border border-line bg-raised p-4 text-sm">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Link to={`/desk/ranks/${row.id}`} className="font-medium text-accent underline">
                  {row.agentName} · {row.roleTitle}
                </Link>
                <RankQuestionBadge {...row} />
                <span className="text-soft">
                  {t(row.answeredAt ? "ask.answeredOn" : "ask.until")} <When at={row.answeredAt ?? row.dueAt} />
                </span>
              </p>
              <p className="text-soft">{row.businessName}</p>
              <p className="line-clamp-2 break-words">{row.question}</p>
            </li>
          ))}
        </ul>
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
