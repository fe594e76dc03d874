import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { searchSegments, weeksBetween } from "#app/domain/diary/search-segments.server.ts";
import { filterOf } from "#app/domain/diary/segment-filter.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { dateIn, shiftWeek, weekOf } from "#app/kernel/time.ts";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { SearchView, spanOf } from "#app/ui/diary/search-view.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:search.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const [filter, page, last] = [filterOf(url.searchParams), pageOf(url), weekOf(context.now())];
  const weeks = weeksBetween(shiftWeek(last, 1 - spanOf(url.searchParams)), last);
  const found = await searchSegments(context.db, { side: { agentId }, weeks, filter, page }, actor);
  const contracts = found.contracts.map((one) => ({ id: one.id, label: `${one.businessName} · ${one.title}` }));
  return { ...found, contracts, weeks, page };
});

export default function AgentSearch() {
  const data = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  const { timeZone } = useReader();
  return (
    <Page title={t("search.title")}>
      <DiaryTabs base="/agent/diary" active="search" />
      <SearchView {...data} to={(one) => `/agent/diary?day=${dateIn(one.startedAt, timeZone)}&clock=yours#segment-${one.id}`} />
    </Page>
  );
}
