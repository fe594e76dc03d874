import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { calendarFeedOf } from "#app/domain/diary/calendar-entries.server.ts";
import { calendarFeedChange } from "#app/domain/diary/calendar-feed.ts";
import { changeCalendarFeed } from "#app/domain/diary/change-calendar-feed.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { CalendarView } from "#app/ui/diary/calendar-view.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:calendar.title");

const own = { businessId: null, contractId: null };

export const loader = loaderOf(async ({ context }) => {
  const { agentId } = requireAgent(context);
  return { madeAt: await calendarFeedOf(context.db, agentId, own) };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireAgent(context);
  const form = await readForm(request, context, calendarFeedChange);
  if (!form.ok) return form.reply;
  const { intent } = form.value;
  const input = { intent, subject: own, realNow: new Date() };
  const secret = await context.db.transaction((tx) => changeCalendarFeed(tx, input, contextOf(actor, context)));
  // Shown in this one answer: an address of ours or a cookie would keep it.
  return secret ? { address: `${context.env.PUBLIC_URL}/calendars/${secret}.ics` } : redirect("/agent/diary/calendar");
});

export default function AgentCalendar() {
  const { madeAt } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  return (
    <Page title={t("calendar.title")}>
      <DiaryTabs base="/agent/diary" active="calendar" />
      <CalendarView madeAt={madeAt} />
    </Page>
  );
}
