import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { searchAgents } from "#app/domain/matching/agent-search.server.ts";
import { AGENTS_A_PAGE, agentQueryOf, highestRateOf, MOST_FOUND, searchOf } from "#app/domain/matching/agent-search.ts";
import { saveSearch } from "#app/domain/matching/save-search.server.ts";
import { savedQuery, searchName } from "#app/domain/matching/saved-search.ts";
import { newlyFound } from "#app/domain/matching/saved-searches.server.ts";
import { canManage } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf, pagesOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { isId, newId } from "#app/kernel/ids.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { AgentFilters } from "#app/ui/matching/agent-filters.tsx";
import { FoundAgentRow } from "#app/ui/matching/found-agent-row.tsx";
import { KeepSearch } from "#app/ui/matching/keep-search.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:search.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const query = agentQueryOf(url.searchParams);
  const page = pageOf(url);
  const found = await searchAgents(context.db, query, { page, locale: context.locale });
  const saved = url.searchParams.get("saved");
  const fresh = saved && isId(saved) ? await newlyFound(context.db, saved, { actor, now: context.now() }) : null;
  const unreadRate = query.rate !== "" && !highestRateOf(query);
  return { ...found, query, page, fresh, unreadRate, keepId: newId(), mayKeep: canManage(actor, businessId) };
});

const input = z.object({ intent: z.literal("save"), id: z.uuid(), name: searchName, query: savedQuery });

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => saveSearch(tx, { ...form.value, businessId }, contextOf(actor, context)));
  return redirect("/business/searches");
});

export default function Agents() {
  const { list, total, instead, query, page, unreadRate, fresh, keepId, mayKeep } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const count = new Intl.NumberFormat(locale).format(total);
  return (
    <Page
      title={t("search.title")}
      subtitle={t("search.subtitle")}
      actions={
        <LinkButton to="/business/searches" variant="secondary">
          {t("saved.title")}
        </LinkButton>
      }
    >
      <AgentFilters query={query} />
      {unreadRate ? <Notice tone="marigold">{t("search.rateUnread", { rate: query.rate })}</Notice> : null}
      {instead.map(({ typed, used }) => (
        <p key={typed} className="text-sm">
          {t("search.instead", { typed, used })}
        </p>
      ))}
      {mayKeep ? (
        <KeepSearch key={keepId} id={keepId} query={searchOf(query).toString()} suggested={query.q.slice(0, 80)} />
      ) : null}
      {fresh && fresh.agents.length > 0 ? (
        <section className="grid gap-3">
          <h2 className="font-semibold">{t("saved.newIn", { name: fresh.name })}</h2>
          <ol className="grid gap-3">
            {fresh.agents.map((agent) => (
              <FoundAgentRow
                key={agent.id}
                agent={agent}
                headline={[{ text: agent.headline, hit: false }]}
                about={[]}
                by={[]}
                isNew
              />
            ))}
          </ol>
        </section>
      ) : null}
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
