import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { calendarFeedOf } from "#app/domain/diary/calendar-entries.server.ts";
import { calendarFeedChange } from "#app/domain/diary/calendar-feed.ts";
import { changeCalendarFeed } from "#app/domain/diary/change-calendar-feed.server.ts";
import { diaryContracts } from "#app/domain/diary/diary-contracts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { CalendarView } from "#app/ui/diary/calendar-view.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("views:calendar.title");

/** The calendar of a business's team, or of one contract (`?contract=...`). */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor, viewer, businessId } = requireMember(context);
  const contractId = url.searchParams.has("contract") ? id(url.searchParams.get("contract") ?? undefined) : null;
  const [contract] = contractId ? await diaryContracts(context.db, { businessId, contractId }, actor) : [];
  if (contractId && !contract) throw new NotFound();
  const madeAt = await calendarFeedOf(context.db, viewer.id, { businessId, contractId });
  return { madeAt, contract: contract ? { id: contract.id, name: contract.agentName, title: contract.title } : null };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, calendarFeedChange);
  if (!form.ok) return form.reply;
  const { intent, contractId = null } = form.value;
  const input = { intent, subject: { businessId, contractId }, realNow: new Date() };
  const secret = await context.db.transaction((tx) => changeCalendarFeed(tx, input, contextOf(actor, context)));
  // Shown in this one answer: an address of ours or a cookie would keep it.
  if (secret) return { address: `${context.env.PUBLIC_URL}/calendars/${secret}.ics` };
  return redirect(`/business/diary/calendar${contractId ? `?contract=${contractId}` : ""}`);
});

export default function BusinessCalendar() {
  const { madeAt, contract } = useLoaderData<typeof loader>();
  const { t } = useTranslation("views");
  return (
    <Page title={t("calendar.title")} subtitle={contract ? `${contract.name} · ${contract.title}` : undefined}>
      <DiaryTabs base="/business/diary" contractId={contract?.id} active="calendar" />
      <CalendarView key={contract?.id ?? "team"} madeAt={madeAt} contractId={contract?.id} />
    </Page>
  );
}
