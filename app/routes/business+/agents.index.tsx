import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AGENTS_A_PAGE, MOST_FOUND, searchAgents } from "#app/domain/matching/agent-search.server.ts";
import { agentQueryOf, highestRateOf } from "#app/domain/matching/agent-search.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { AgentFilters } from "#app/ui/matching/agent-filters.tsx";
import { FoundAgentRow } from "#app/ui/matching/found-agent-row.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:search.title");

export const loader = loaderOf(async ({ context, url }) => {
  requireMember(context);
  const query = agentQueryOf(url.searchParams);
  const page = pageOf(url);
  const found = await searchAgents(context.db, query, { page, locale: context.locale });
  return { ...found, query, page, unreadRate: query.rate !== "" && !highestRateOf(query) };
});

export default function Agents() {
  const { list, total, instead, query, page, unreadRate } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const count = new Intl.NumberFormat(locale).format(total);
  return (
    <Page title={t("search.title")} subtitle={t("search.subtitle")}>
      <AgentFilters query={query} />
      {unreadRate ? <Notice tone="marigold">{t("search.rateUnread", { rate: query.rate })}</Notice> : null}
      {instead.map(({ typed, used }) => (
        <p key={typed} className="text-sm">
          {t("search.instead", { typed, used })}
        </p>
      ))}
      {list.length === 0 ? (
        <EmptyState title={t("search.empty")} action={<LinkButton to="/business/agents">{t("search.clear")}</LinkButton>}>
          {t("search.emptyText")}
        </EmptyState>
      ) : (
        <>
          <p className="text-soft text-sm" role="status">
            {total >= MOST_FOUND ? t("search.many", { count: total, n: count }) : t("search.found", { count: total, n: count })}
          </p>
          <ol className="grid gap-3">
            {list.map((found) => (
              <FoundAgentRow key={found.agent.id} {...found} />
            ))}
          </ol>
          <Pager page={page} pages={pagesOf(total, AGENTS_A_PAGE)} />
        </>
      )}
      <p className="text-soft text-sm">
        {t("search.roleInstead")}{" "}
        <Link to="/business/roles/new" className="text-accent underline">
          {t("search.postRole")}
        </Link>
      </p>
    </Page>
  );
}
