import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { diaryMonth } from "#app/domain/billing/diary-month.server.ts";
import { localDay } from "#app/domain/diary/diary-clock.ts";
import { weekOfDay } from "#app/domain/diary/month.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf, monthParam } from "#app/http/route.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import { type Clock, chosenClock, useChosenClock } from "#app/ui/diary/clocks.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { MonthView } from "#app/ui/diary/month-view.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:month.teamTitle");

/** The month of a whole team, all its contracts together, on the business's clock or in UTC. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId, business } = requireMember(context);
  const clocks: Clock[] = [
    { key: "business", zone: business.timeZone },
    { key: "utc", zone: "UTC" },
  ];
  const { zone } = chosenClock(clocks, url.searchParams);
  const now = context.now();
  const today = dateIn(now, zone);
  const month = monthParam(url.searchParams.get("month"), today);
  const { days } = await diaryMonth(context.db, { businessId }, { month, zone, now }, actor);
  return { month, days, clocks, today };
});

export default function TeamMonth() {
  const { month, days, clocks, today } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  const { zone } = useChosenClock(clocks);
  return (
    <Page title={t("month.teamTitle")}>
      <LiveDiary />
      <DiaryTabs base="/business/diary" active="month" />
      <MonthView
        month={month}
        newest={today.slice(0, 7)}
        today={today}
        days={days}
        clocks={clocks}
        to={(date) => `/business/diary?week=${weekOfDay(localDay(date, zone))}`}
      />
    </Page>
  );
}
