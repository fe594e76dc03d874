import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { diaryMonth } from "#app/domain/billing/diary-month.server.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf, monthParam } from "#app/http/route.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import { type Clock, chosenClock, useChosenClock } from "#app/ui/diary/clocks.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { MonthView } from "#app/ui/diary/month-view.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:month.title");

/** A contract's month, on the business's, the agent's or UTC's clock. */
export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const contractId = id(params.contractId);
  const { contract, agentName, agentZone, businessZone } = await contractOf(context.db, contractId, actor);
  const clocks: Clock[] = [
    { key: "business", zone: businessZone },
    { key: "agent", zone: agentZone },
    { key: "utc", zone: "UTC" },
  ];
  const { zone } = chosenClock(clocks, url.searchParams);
  const now = context.now();
  const today = dateIn(now, zone);
  const month = monthParam(url.searchParams.get("month"), today);
  const { businessId } = contract;
  const { days } = await diaryMonth(context.db, { businessId, contractId }, { month, zone, now }, actor);
  return { contractId, agentName, title: contract.title, month, days, clocks, today };
});

export default function ContractMonth() {
  const { contractId, agentName, title, month, days, clocks, today } = useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const { key } = useChosenClock(clocks);
  return (
    <Page title={t("of", { name: agentName })} subtitle={title} back={{ to: "/business/diary/month", label: t("team.title") }}>
      <LiveDiary contractId={contractId} />
      <DiaryTabs base="/business/diary" contractId={contractId} active="month" />
      <MonthView
        month={month}
        newest={today.slice(0, 7)}
        today={today}
        days={days}
        clocks={clocks}
        to={(date) => `/business/diary/${contractId}?day=${date}&clock=${key}`}
      />
    </Page>
  );
}
