import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { searchSegments, weeksBetween } from "#app/domain/diary/search-segments.server.ts";
import { filterOf } from "#app/domain/diary/segment-filter.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { dateIn, shiftWeek, weekOf } from "#app/kernel/time.ts";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { SearchView, spanOf } from "#app/ui/diary/search-view.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:search.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId, business } = requireMember(context);
  const [filter, page, last] = [filterOf(url.searchParams), pageOf(url), weekOf(context.now())];
  const weeks = weeksBetween(shiftWeek(last, 1 - spanOf(url.searchParams)), last);
  const found = await searchSegments(context.db, { side: { businessId }, weeks, filter, page }, actor);
  const contracts = found.contracts.map((one) => ({ id: one.id, label: `${one.agentName} · ${one.title}` }));
  return { ...found, contracts, weeks, page, zone: business.timeZone, contractId: filter.contract };
});

export default function BusinessSearch() {
  const { zone, contractId, ...data } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  return (
    <Page title={t("search.title")}>
      <DiaryTabs base="/business/diary" contractId={contractId} active="search" />
      <SearchView
        {...data}
        to={(one) => `/business/diary/${one.contractId}?day=${dateIn(one.startedAt, zone)}&clock=business#segment-${one.id}`}
      />
    </Page>
  );
}
