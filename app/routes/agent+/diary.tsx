import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { exposuresOf } from "#app/domain/billing/exposure.server.ts";
import { protectionOfSegments } from "#app/domain/billing/protection-of-segments.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { agentWeek, runningContracts } from "#app/domain/diary/diary.server.ts";
import { localDay } from "#app/domain/diary/diary-clock.ts";
import { segmentEvidence } from "#app/domain/diary/evidence.server.ts";
import { withPictures } from "#app/domain/diary/picture.ts";
import { picturesOfSegments } from "#app/domain/diary/pictures.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, dateParam, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { addMinutes, dateIn, weekClocks, weekOf } from "#app/kernel/time.ts";
import { SegmentVerdicts } from "#app/ui/billing/segment-verdicts.tsx";
import { BeforeYouWork } from "#app/ui/billing/unprotected-notice.tsx";
import { type Clock, ClockSwitch, chosenClock } from "#app/ui/diary/clocks.tsx";
import { DayGrid } from "#app/ui/diary/day-grid.tsx";
import { DayPictures } from "#app/ui/diary/day-pictures.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { DiaryFile, FilterBar, NothingLeft, useDiaryFilter } from "#app/ui/diary/filter-bar.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { WeekGrid } from "#app/ui/diary/week-grid.tsx";
import { DaySwitch, WeekSwitch } from "#app/ui/diary/week-switch.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("diary:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId, viewer } = requireAgent(context);
  const clocks: Clock[] = [
    { key: "yours", zone: viewer.timeZone },
    { key: "utc", zone: "UTC" },
  ];
  const { zone } = chosenClock(clocks, url.searchParams);
  const now = context.now();
  const date = url.searchParams.has("day") ? dateParam(url.searchParams.get("day")) : null;
  const day = date ? localDay(date, zone) : null;
  const asked = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : weekOf(now);
  // Noon decides which week a day of another clock belongs to.
  const week = day ? weekOf(addMinutes(day.start, 720)) : asked;
  const stretch = day ? { from: day.start, to: day.end } : undefined;
  const recorded = await agentWeek(context.db, { agentId, week, day: stretch }, actor);
  const evidence = await segmentEvidence(context.db, recorded);
  const pictures = await picturesOfSegments(context.db, recorded);
  const segments = withPictures(recorded, pictures).map((one) => ({ ...one, evidence: evidence.get(one.id) ?? null }));
  const contracts = await runningContracts(context.db, agentId, actor);
  const exposures = await exposuresOf(context.db, contracts, now);
  const worked = segments.filter((one) => one.week === week);
  const paying = [...new Map(worked.map((one) => [one.contractId, { ...one, id: one.contractId }])).values()];
  const protection = await protectionOfSegments(context.db, paying, week, now);
  return {
    contracts,
    exposures,
    protection,
    closesAt: weekClocks(week).closesAt,
    week,
    date,
    today: dateIn(now, zone),
    newest: weekOf(now),
    segments,
    pictures,
    clocks,
    open: now < weekClocks(week).closesAt,
  };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor } = requireAgent(context);
  const form = await readForm(request, context, z.object({ segmentId: z.uuid() }));
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => deleteSegment(tx, form.value, contextOf(actor, context)));
  return redirect(`/agent/diary${url.search}`);
});

export default function AgentDiary() {
  const { contracts, exposures, protection, closesAt, week, date, today, newest, segments, pictures, clocks, open } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const { shown, counts, filtered } = useDiaryFilter(segments, protection.reasons);
  const living = segments.filter((one) => !one.deletedAt && one.week === week);
  const byContract = new Map<string, { title: string; minutes: number }>();
  for (const one of living) {
    const known = byContract.get(one.contractId) ?? { title: `${one.businessName} · ${one.title}`, minutes: 0 };
    byContract.set(one.contractId, { ...known, minutes: known.minutes + one.minutes });
  }
  return (
    <Page title={t("title")} actions={<LinkButton to="/agent/tracker">{t("toTracker")}</LinkButton>}>
      <LiveDiary />
      <DiaryTabs base="/agent/diary" active="week" />
      <BeforeYouWork contracts={contracts} exposures={exposures} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        {date ? <DaySwitch day={date} week={week} today={today} /> : <WeekSwitch week={week} newest={newest} />}
        <ClockSwitch clocks={clocks} />
      </div>
      {segments.length === 0 ? (
        <EmptyState title={t("emptyWeek")} action={<LinkButton to="/agent/tracker">{t("toTracker")}</LinkButton>} />
      ) : (
        <>
          <FilterBar
            contracts={[
              ...new Map(
                segments.map((one) => [one.contractId, { id: one.contractId, label: `${one.businessName} · ${one.title}` }]),
              ).values(),
            ]}
            counts={counts}
            shown={shown.length}
            total={segments.length}
            keep={["week", "day", "clock"]}
          />
          {filtered && shown.length === 0 ? <NothingLeft /> : null}
          {date ? (
            <DayGrid date={date} segments={shown} clocks={clocks} ticketsAt="/agent/metrics/ticket" />
          ) : (
            <WeekGrid week={week} segments={shown} clocks={clocks} dayLinks ticketsAt="/agent/metrics/ticket" />
          )}
          <DayPictures pictures={pictures} date={date} clocks={clocks} at="/agent/diary/picture" />
          <Card title={t("sums")}>
            <Facts
              items={[...byContract].map(([id, one]) => ({ label: one.title, value: <Minutes key={id} value={one.minutes} /> }))}
            />
          </Card>
          <SegmentVerdicts
            side="agent"
            segments={shown.filter((one) => one.week === week)}
            {...protection}
            closesAt={closesAt}
            clocks={clocks}
          />
          <p className="text-sm">
            <DiaryFile week={week} />
          </p>
          {open ? (
            <details>
              <summary className="w-fit cursor-pointer text-accent text-sm">{t("takeBack.title")}</summary>
              <p className="my-2 text-soft text-sm">{t("takeBack.text")}</p>
              <Table
                caption={t("takeBack.title")}
                columns={[
                  { key: "at", label: t("takeBack.at") },
                  { key: "minutes", label: t("takeBack.minutes"), align: "right" },
                  { key: "memo", label: t("memo") },
                  { key: "do", label: t("takeBack.action") },
                ]}
              >
                {living
                  .slice()
                  .reverse()
                  .map((one) => (
                    <Row key={one.id}>
                      <Cell>
                        <When at={one.startedAt} />
                      </Cell>
                      <Cell numeric>{one.minutes}</Cell>
                      <Cell>{one.memo}</Cell>
                      <Cell>
                        <Form>
                          <Hidden name="segmentId" value={one.id} />
                          <Button variant="danger" size="sm" name="intent" value={one.id}>
                            {t("takeBack.action")}
                          </Button>
                        </Form>
                      </Cell>
                    </Row>
                  ))}
              </Table>
            </details>
          ) : (
            <p className="text-soft text-sm">
              {t("closed")}{" "}
              <Link to="/agent/timesheets" className="text-accent underline underline-offset-2">
                {t("toTimesheets")}
              </Link>
            </p>
          )}
        </>
      )}
    </Page>
  );
}
