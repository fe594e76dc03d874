import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { protectionOfSegments } from "#app/domain/billing/protection-of-segments.server.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import { weekDiary } from "#app/domain/diary/diary.server.ts";
import { localDay } from "#app/domain/diary/diary-clock.ts";
import { segmentEvidence } from "#app/domain/diary/evidence.server.ts";
import { withPictures } from "#app/domain/diary/picture.ts";
import { picturesOfSegments } from "#app/domain/diary/pictures.server.ts";
import { weekPay } from "#app/domain/timesheets/timesheet.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { dateParam, id, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { addMinutes, dateIn, weekClocks, weekOf } from "#app/kernel/time.ts";
import { SegmentVerdicts } from "#app/ui/billing/segment-verdicts.tsx";
import { type Clock, ClockSwitch, chosenClock } from "#app/ui/diary/clocks.tsx";
import { DayGrid } from "#app/ui/diary/day-grid.tsx";
import { DayPictures } from "#app/ui/diary/day-pictures.tsx";
import { DiaryTabs } from "#app/ui/diary/diary-tabs.tsx";
import { DiaryFile, FilterBar, NothingLeft, useDiaryFilter } from "#app/ui/diary/filter-bar.tsx";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { WeekGrid } from "#app/ui/diary/week-grid.tsx";
import { DaySwitch, WeekSwitch } from "#app/ui/diary/week-switch.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("diary:title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const contractId = id(params.contractId);
  const known = await contractOf(context.db, contractId, actor);
  const clocks: Clock[] = [
    { key: "business", zone: known.businessZone },
    { key: "agent", zone: known.agentZone },
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
  const diary = await weekDiary(context.db, { contractId, week, day: stretch, known }, actor);
  const [protection, evidence, pictures] = await Promise.all([
    protectionOfSegments(context.db, [diary.contract], week, now),
    segmentEvidence(context.db, diary.segments),
    diary.pictured ? picturesOfSegments(context.db, diary.segments) : [],
  ]);
  return {
    ...diary,
    segments: withPictures(diary.segments, pictures).map((one) => ({ ...one, evidence: evidence.get(one.id) ?? null })),
    pictures,
    protection,
    closesAt: weekClocks(week).closesAt,
    clocks,
    date,
    today: dateIn(now, zone),
    newest: weekOf(now),
  };
});

export default function BusinessDiary() {
  const { contract, agentName, pictures, protection, closesAt, clocks, week, date, today, newest, segments, running, terms } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const { shown, counts, filtered } = useDiaryFilter(segments, protection.reasons);
  const living = segments.filter((one) => !one.deletedAt && one.week === week);
  const billable = living.filter((one) => !one.overLimit).reduce((sum, one) => sum + one.minutes, 0);
  const over = living.filter((one) => one.overLimit).reduce((sum, one) => sum + one.minutes, 0);
  return (
    <Page
      title={t("of", { name: agentName })}
      subtitle={contract.title}
      back={{ to: `/business/contracts/${contract.id}`, label: agentName }}
      state={running ? <Badge tone="green">{t("workingNow")}</Badge> : <Badge>{t("notWorking")}</Badge>}
      aside={
        <>
          <Card title={t("sums")}>
            {terms ? (
              <Meter value={billable} max={terms.weeklyLimitMinutes} label={t("limit")}>
                <Minutes value={billable} /> / <Minutes value={terms.weeklyLimitMinutes} />
              </Meter>
            ) : null}
            <Facts
              items={[
                { label: t("billable"), value: <Minutes value={billable} /> },
                ...(over > 0 ? [{ label: t("kinds.overLimit"), value: <Minutes value={over} /> }] : []),
                ...(terms
                  ? [
                      {
                        label: t("payAbout"),
                        value: <MoneyText value={weekPay(money(terms.hourlyRate, contract.currency), billable)} />,
                      },
                    ]
                  : []),
              ]}
            />
          </Card>
          {running ? (
            <Card title={t("workingNow")}>
              <p className="text-sm">
                {t(`kinds.${running.mode}`)} · {t("since")} <When at={running.startedAt} format="time" />
              </p>
              <p className="text-soft text-sm">{running.memo}</p>
            </Card>
          ) : null}
        </>
      }
    >
      <LiveDiary contractId={contract.id} />
      <DiaryTabs base="/business/diary" contractId={contract.id} active="week" />
      <div className="flex flex-wrap items-center justify-between gap-3">
        {date ? <DaySwitch day={date} week={week} today={today} /> : <WeekSwitch week={week} newest={newest} />}
        <ClockSwitch clocks={clocks} />
      </div>
      <FilterBar contracts={[]} counts={counts} shown={shown.length} total={segments.length} keep={["week", "day", "clock"]} />
      {filtered && shown.length === 0 ? <NothingLeft /> : null}
      {date ? (
        <DayGrid date={date} segments={shown} clocks={clocks} ticketsAt="/business/metrics/ticket" />
      ) : (
        <>
          {living.length === 0 ? <p className="text-soft">{t("emptyWeek")}</p> : null}
          <WeekGrid week={week} segments={shown} clocks={clocks} dayLinks ticketsAt="/business/metrics/ticket" />
        </>
      )}
      <DayPictures pictures={pictures} date={date} clocks={clocks} at="/business/diary/picture" />
      <SegmentVerdicts
        side="business"
        segments={shown.filter((one) => one.week === week)}
        {...protection}
        closesAt={closesAt}
        clocks={clocks}
      />
      <p className="text-sm">
        <Link to="/business/timesheets" className="text-accent hover:underline">
          {t("toTimesheets")}
        </Link>{" "}
        ·{" "}
        <Link to={`/business/diary/${contract.id}/verify`} className="text-accent hover:underline">
          {t("chain:link")}
        </Link>{" "}
        · <DiaryFile week={week} contractId={contract.id} />
      </p>
    </Page>
  );
}
