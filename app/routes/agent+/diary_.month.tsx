import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { diaryMonth } from "#app/domain/billing/diary-month.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf, monthParam } from "#app/http/route.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import { type Clock, chosenClock, useChosenClock } from "#app/ui/diary/clocks.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { MonthView } from "#app/ui/diary/month-view.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:month.title");

/** An agent's month over all contracts, on their clock or in UTC. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId, viewer } = requireAgent(context);
  const clocks: Clock[] = [
    { key: "yours", zone: viewer.timeZone },
    { key: "utc", zone: "UTC" },
  ];
  const { zone } = chosenClock(clocks, url.searchParams);
  const now = context.now();
  const today = dateIn(now, zone);
  const month = monthParam(url.searchParams.get("month"), today);
  return { ...(await diaryMonth(context.db, { agentId }, { month, zone, now }, actor)), clocks, today };
});

export default function AgentMonth() {
  const { month, days, clocks, today } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  const { key } = useChosenClock(clocks);
  return (
    <Page title={t("month.title")}>
      <LiveDiary />
      <DiaryTabs base="/agent/diary" active="month" />
      <MonthView
        month={month}
        newest={today.slice(0, 7)}
        today={today}
        days={days}
        clocks={clocks}
        to={(date) => `/agent/diary?day=${date}&clock=${key}`}
      />
    </Page>
  );
}
