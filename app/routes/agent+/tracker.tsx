import { redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { exposuresOf } from "#app/domain/billing/exposure.server.ts";
import { addManualTime } from "#app/domain/diary/add-manual-time.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { recordedIn, trackerPage } from "#app/domain/diary/diary.server.ts";
import { localDay } from "#app/domain/diary/diary-clock.ts";
import type { Recorded } from "#app/domain/diary/record-segments.server.ts";
import { manualTimeInput, trackerChange } from "#app/domain/diary/segment.ts";
import { describeWork, startTracker, stopTracker } from "#app/domain/diary/tracker.server.ts";
import { type FormReply, formFailure, readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf, type RouteArgs } from "#app/http/route.server.ts";
import { intlLocale } from "#app/i18n/i18n.ts";
import { newId } from "#app/kernel/ids.ts";
import { dateIn, weekOf } from "#app/kernel/time.ts";
import { BeforeYouWork } from "#app/ui/billing/unprotected-notice.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { ManualTime } from "#app/ui/diary/manual-time.tsx";
import { RecordedToday } from "#app/ui/diary/recorded-today.tsx";
import { TrackerPanel } from "#app/ui/diary/tracker-panel.tsx";
import { WhatIsRecorded } from "#app/ui/diary/what-is-recorded.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("diary:tracker.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, agentId, viewer } = requireAgent(context);
  const now = context.now();
  const today = dateIn(now, viewer.timeZone);
  const { start, end } = localDay(today, viewer.timeZone);
  const [tracker, segments] = await Promise.all([
    trackerPage(context.db, { agentId, week: weekOf(now), dayStart: start }, actor),
    recordedIn(context.db, { agentId, from: start, to: end }, actor),
  ]);
  const exposures = await exposuresOf(context.db, tracker.contracts, now);
  return { ...tracker, exposures, segments, agentId, now, today, zone: viewer.timeZone, formId: newId() };
});

export const action = actionOf(async (args) => {
  const { context, request } = args;
  const { actor, viewer } = requireAgent(context);
  const typed = await request.clone().formData();
  if (typed.get("intent") === "manual") return manual(args, viewer.timeZone);
  const form = await readForm(request, context, trackerChange);
  if (!form.ok) return form.reply;
  const { value } = form;
  const by = contextOf(actor, context);
  await context.db.transaction(async (tx) => {
    if (value.intent === "start") await startTracker(tx, value, by);
    else if (value.intent === "stop") await stopTracker(tx, value, by);
    else if (value.intent === "describe") await describeWork(tx, value, by);
    else await deleteSegment(tx, value, by);
  });
  return redirect("/agent/tracker");
});

/** What could be recorded is; what could not is said with its reason, and the form stays. */
async function manual({ context, request }: RouteArgs, timeZone: string) {
  const { actor } = requireAgent(context);
  const typed = await request.clone().formData();
  const form = await readForm(request, context, manualTimeInput);
  if (!form.ok) return form.reply;
  const recorded = await context.db.transaction((tx) => addManualTime(tx, form.value, timeZone, contextOf(actor, context)));
  if (recorded.refused.length === 0) return redirect("/agent/tracker");
  return formFailure({ "": refusalsInWords(recorded, timeZone, context) }, typed, 409);
}

function refusalsInWords({ refused }: Recorded, timeZone: string, { translate, locale }: RouteArgs["context"]): string[] {
  // Instants among the params; the id of a segment that is in the way is no time.
  const time = (value: string | number) =>
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value)
      ? new Intl.DateTimeFormat(intlLocale[locale], { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(value))
      : value;
  const reasons = refused.map(({ key, params }) =>
    translate(key, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, time(value)]))),
  );
  return [translate("diary:manual.refused", { count: refused.length }), ...new Set(reasons)];
}

export default function Tracker() {
  const { agentId, running, contracts, exposures, segments, now, today, zone, formId } = useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const answer = useActionData<unknown>() as Partial<FormReply> | undefined;
  const byHand = contracts.filter((one) => one.manualTimeAllowed);
  return (
    <Page
      title={t("tracker.title")}
      actions={
        <LinkButton to="/agent/diary" variant="ghost">
          {t("title")}
        </LinkButton>
      }
    >
      <LiveDiary />
      {contracts.length === 0 && !running ? (
        <EmptyState title={t("tracker.none")} action={<LinkButton to="/agent/roles">{t("tracker.toRoles")}</LinkButton>}>
          {t("tracker.noneText")}
        </EmptyState>
      ) : (
        <>
          <BeforeYouWork contracts={contracts} exposures={exposures} />
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <TrackerPanel agentId={agentId} running={running} contracts={contracts} now={now} />
            <div className="grid min-w-0 gap-4">
              <RecordedToday segments={segments} zone={zone} />
              {contracts.length > 0 ? <WhatIsRecorded contracts={contracts} /> : null}
              {byHand.length > 0 ? (
                <ManualTime
                  contracts={byHand}
                  formId={formId}
                  today={today}
                  zone={zone}
                  open={answer?.form?.values.intent?.[0] === "manual"}
                />
              ) : null}
            </div>
          </div>
        </>
      )}
    </Page>
  );
}
