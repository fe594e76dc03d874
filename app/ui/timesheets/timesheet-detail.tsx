import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimesheetState } from "#app/domain/timesheets/timesheet.ts";
import { finalAt } from "#app/domain/timesheets/week-change.ts";
import type { WeekPapers } from "#app/domain/timesheets/week-papers.ts";
import { addMoney, money } from "#app/kernel/money.ts";
import { weekClocks } from "#app/kernel/time.ts";
import { type Clock, ClockSwitch } from "#app/ui/diary/clocks.tsx";
import type { GridSegment } from "#app/ui/diary/segment-marks.tsx";
import { WeekGrid } from "#app/ui/diary/week-grid.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { type MoneyStep, MoneyTimeline } from "#app/ui/kit/money-timeline.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { LateTimeList } from "./late-time-list.tsx";
import { TimesheetBadge } from "./timesheet-badge.tsx";
import { WeekChanges } from "./week-changes.tsx";
import { WeekQuestions } from "./week-questions.tsx";

export interface TimesheetFacts {
  id: string;
  contractId: string;
  week: string;
  part: number;
  state: TimesheetState;
  minutes: number;
  overLimitMinutes: number;
  hourlyRate: bigint;
  pay: bigint;
  fee: bigint;
  feeBps: number;
  currency: string;
  frozenAt: Date;
  reviewUntil: Date;
  availableAt: Date;
  approvedAt: Date | null;
  lapsedAt: Date | null;
  note: string | null;
}

interface Props {
  area: "agent" | "business";
  timesheet: TimesheetFacts;
  title: string;
  agentName: string;
  businessName: string;
  segments: GridSegment[];
  clocks: Clock[];
  money: { releasedAt: Date | null; sentAt: Date | null; paidAt: Date | null };
  /** The bill's state and address, for who may see bills. */
  bill?: ReactNode;
  /** What the reader may do: approving, for the business. */
  review?: ReactNode;
  /** What of its pay is protected. */
  protection?: ReactNode;
  /** What is disputed of it. */
  disputes?: ReactNode;
  papers: WeekPapers;
  /** Whether the contract has time by hand. */
  manualTimeAllowed: boolean;
  /** Whether the reader speaks for their side. */
  mayAct: boolean;
  /** Time to choose, and what may be said of it. */
  choose: ReactNode;
  formId: string;
}

export function TimesheetDetail(props: Props) {
  const { area, timesheet, title, agentName, businessName, segments, clocks, bill, review } = props;
  const { t } = useTranslation("timesheets");
  const { locale, now } = useReader();
  const monday = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${timesheet.week}T00:00:00Z`),
  );
  const pay = money(timesheet.pay, timesheet.currency);
  const fee = money(timesheet.fee, timesheet.currency);
  const { papers, mayAct, formId } = props;
  const final = finalAt(timesheet);
  const takenBack = segments.filter((one) => one.deletedAt).reduce((sum, one) => sum + one.minutes, 0);
  return (
    <Page
      title={t("detail.of", { name: area === "business" ? agentName : businessName, monday })}
      subtitle={timesheet.part > 0 ? `${title} · ${t("detail.part", { part: timesheet.part })}` : title}
      state={<TimesheetBadge state={timesheet.state} />}
      back={{ to: `/${area}/timesheets`, label: t("title") }}
      aside={
        <>
          <Card title={t("detail.sums")}>
            <Facts
              items={[
                { label: t("fields.time"), value: <Minutes value={timesheet.minutes} /> },
                { label: t("fields.rate"), value: <MoneyText value={money(timesheet.hourlyRate, timesheet.currency)} /> },
                { label: t("fields.pay"), value: <MoneyText value={pay} /> },
                ...(area === "business"
                  ? [
                      { label: t("fields.feeOf", { percent: timesheet.feeBps / 100 }), value: <MoneyText value={fee} /> },
                      { label: t("fields.total"), value: <MoneyText value={addMoney(pay, fee)} /> },
                    ]
                  : []),
                ...(timesheet.overLimitMinutes > 0
                  ? [{ label: t("diary:kinds.overLimit"), value: <Minutes value={timesheet.overLimitMinutes} /> }]
                  : []),
                ...(takenBack > 0 ? [{ label: t("diary:kinds.deleted"), value: <Minutes value={takenBack} /> }] : []),
              ]}
            />
            {bill}
            {papers.parts.map((one) => (
              <p key={one.id} className="flex flex-wrap items-center justify-between gap-2 text-sm">
                <Link to={`/${area}/timesheets/${one.id}`} className="text-accent hover:underline">
                  {one.part > 0 ? t("detail.part", { part: one.part }) : t("detail.main")}
                </Link>
                <MoneyText value={money(one.pay, timesheet.currency)} />
              </p>
            ))}
          </Card>
          <Card title={t("detail.more")}>
            <ul className="grid gap-1 text-sm">
              <li>
                <Link to={`/${area}/contracts/${timesheet.contractId}`} className="text-accent hover:underline">
                  {t("detail.contract")}
                </Link>
              </li>
              <li>
                <Link
                  to={
                    area === "agent"
                      ? `/agent/diary?week=${timesheet.week}`
                      : `/business/diary/${timesheet.contractId}?week=${timesheet.week}`
                  }
                  className="text-accent hover:underline"
                >
                  {t("detail.diary")}
                </Link>
              </li>
            </ul>
          </Card>
        </>
      }
    >
      <Card title={t("detail.money")}>
        <MoneyTimeline steps={stepsOf(timesheet, props.money, area)} />
      </Card>
      {review}
      <LateTimeList area={area} rows={papers.late} />
      <WeekQuestions questions={papers.questions} side={area} maySay={mayAct} formId={formId} />
      {props.protection}
      {props.disputes}
      <WeekChanges
        side={area}
        week={timesheet.week}
        currency={timesheet.currency}
        changes={papers.changes}
        mayAct={mayAct}
        mayAdd={props.manualTimeAllowed}
        finalSince={final && now > final ? final : null}
        finalAt={final}
        formId={formId}
      />
      {timesheet.state === "approved" && timesheet.approvedAt ? (
        <Card tone="sunken" title={t(timesheet.lapsedAt ? "detail.lapsed" : "detail.approved")}>
          <p className="text-sm">
            <When at={timesheet.approvedAt} />
          </p>
          {timesheet.note ? <blockquote className="border-accent border-l-2 pl-3 text-sm">{timesheet.note}</blockquote> : null}
        </Card>
      ) : null}
      <Card title={t("detail.work")} actions={<ClockSwitch clocks={clocks} />}>
        <WeekGrid week={timesheet.week} segments={segments} clocks={clocks} currency={timesheet.currency} />
        {props.choose ? (
          <Form intent={area === "business" ? "ask" : "takeOut"} className="grid gap-3">
            {props.choose}
          </Form>
        ) : null}
      </Card>
    </Page>
  );
}

/** Worked, closed, reviewed, available, sent, and for the agent in the bank: the first that has not come is where the money stands. */
function stepsOf(timesheet: TimesheetFacts, { releasedAt, sentAt, paidAt }: Props["money"], area: Props["area"]): MoneyStep[] {
  const dated: { key: MoneyStep["key"]; done: Date | null; due?: Date }[] = [
    { key: "worked", done: weekClocks(timesheet.week).endsAt },
    { key: "closed", done: timesheet.frozenAt },
    { key: "reviewed", done: timesheet.approvedAt, due: timesheet.reviewUntil },
    { key: "cleared", done: releasedAt, due: timesheet.availableAt },
    { key: "paid", done: sentAt },
    ...(area === "agent" ? [{ key: "inBank" as const, done: paidAt }] : []),
  ];
  const current = dated.findIndex((step) => step.done === null);
  return dated.map(({ key, done, due }, index) => ({
    key,
    at: done ?? due,
    state: done ? "done" : index === current ? "current" : "ahead",
  }));
}
