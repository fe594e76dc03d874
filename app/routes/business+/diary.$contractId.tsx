import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { weekDiary } from "#app/domain/diary/diary.server.ts";
import { weekPay } from "#app/domain/timesheets/timesheet.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import { LiveDiary } from "#app/ui/diary/live-diary.tsx";
import { WeekGrid } from "#app/ui/diary/week-grid.tsx";
import { WeekSwitch } from "#app/ui/diary/week-switch.tsx";
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
  const newest = weekOf(context.now());
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : newest;
  return { ...(await weekDiary(context.db, { contractId: id(params.contractId), week }, actor)), newest };
});

export default function BusinessDiary() {
  const { contract, agentName, agentZone, businessZone, week, newest, segments, running, terms } = useLoaderData<typeof loader>();
  const { t } = useTranslation("diary");
  const living = segments.filter((one) => !one.deletedAt);
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
                { label: t("kinds.overLimit"), value: <Minutes value={over} /> },
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
      <WeekSwitch week={week} newest={newest} />
      {living.length === 0 ? <p className="text-soft">{t("emptyWeek")}</p> : null}
      <WeekGrid
        week={week}
        segments={segments}
        clocks={[
          { label: t("clock.agent"), zone: agentZone },
          { label: t("clock.business"), zone: businessZone },
          { label: "UTC", zone: "UTC" },
        ]}
      />
      <p className="text-sm">
        <Link to="/business/timesheets" className="text-accent hover:underline">
          {t("toTimesheets")}
        </Link>
      </p>
    </Page>
  );
}
