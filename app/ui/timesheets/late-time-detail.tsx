import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { LateTimeState } from "#app/domain/timesheets/late-time.ts";
import { weekPay } from "#app/domain/timesheets/timesheet.ts";
import { money } from "#app/kernel/money.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { type Clock, ClockSwitch, useChosenClock } from "#app/ui/diary/clocks.tsx";
import { fillOf } from "#app/ui/diary/segment-marks.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { LateTimeBadge } from "./late-time-list.tsx";

interface LateSegment {
  id: string;
  startedAt: Date;
  minutes: number;
  kind: "tracked" | "on-call" | "in-queue" | "manual";
  memo: string;
  activeMinutes: number;
  receivedAt: Date;
  device: string;
}

interface Props {
  area: "agent" | "business" | "desk";
  late: {
    week: string;
    contractId: string;
    state: LateTimeState;
    minutes: number;
    arrivedAt: Date;
    decideUntil: Date;
    decidedAt: Date | null;
    decidedBy: string | null;
    reason: string | null;
    statement: string | null;
    contestedAt: Date | null;
    ruling: string | null;
    ruledAt: Date | null;
    timesheetId: string | null;
  };
  title: string;
  currency: string;
  hourlyRate: bigint;
  agentName: string;
  businessName: string;
  segments: LateSegment[];
  clocks: Clock[];
  /** What the reader may do now. */
  action: ReactNode;
}

/** Time that came after the close of its week: what it is, what it would pay, what was said about it. */
export function LateTimeDetail(props: Props) {
  const { area, late, title, currency, hourlyRate, agentName, businessName, segments, clocks, action } = props;
  const { t } = useTranslation("timesheets");
  const { locale } = useReader();
  const monday = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${late.week}T00:00:00Z`),
  );
  const pay = weekPay(money(hourlyRate, currency), late.minutes);
  return (
    <Page
      title={t("late.of", { name: area === "agent" ? businessName : agentName, monday })}
      subtitle={title}
      state={<LateTimeBadge state={late.state} />}
      back={
        area === "desk" ? { to: "/desk/disputes", label: t("disputes:title") } : { to: `/${area}/timesheets`, label: t("title") }
      }
      aside={
        <Card title={t("detail.sums")}>
          <Facts
            items={[
              { label: t("fields.time"), value: <Minutes value={late.minutes} /> },
              { label: t("fields.rate"), value: <MoneyText value={money(hourlyRate, currency)} /> },
              { label: t("fields.pay"), value: <MoneyText value={pay} /> },
              { label: t("late.arrived"), value: <When at={late.arrivedAt} /> },
            ]}
          />
          {late.timesheetId && area !== "desk" ? (
            <Link to={`/${area}/timesheets/${late.timesheetId}`} className="text-accent text-sm hover:underline">
              {t("late.paidWith")}
            </Link>
          ) : null}
        </Card>
      }
    >
      <Card title={t(`late.now.${late.state}`)}>
        <p className="text-sm">
          {t(`late.text.${late.state}`)} {late.state === "waiting" ? <When at={late.decideUntil} /> : null}
        </p>
        <ol className="grid gap-2 text-sm">
          {[
            { key: "decided", at: late.decidedAt, words: late.reason },
            { key: "contested", at: late.contestedAt, words: late.statement },
            { key: "ruled", at: late.ruledAt, words: late.ruling },
          ]
            .filter((one) => one.at !== null)
            .map((one) => (
              <li key={one.key} className="grid gap-1">
                <p className="text-soft">
                  {t(
                    `late.steps.${one.key === "decided" && !late.decidedBy ? "silence" : (one.key as "decided" | "contested" | "ruled")}`,
                  )}{" "}
                  <When at={one.at!} />
                </p>
                {one.words ? (
                  <blockquote className="whitespace-pre-line break-words border-accent border-l-2 pl-3">{one.words}</blockquote>
                ) : null}
              </li>
            ))}
        </ol>
      </Card>
      <Card title={t("detail.work")} actions={<ClockSwitch clocks={clocks} />}>
        {action ?? <LateRows segments={segments} clocks={clocks} />}
      </Card>
    </Page>
  );
}

/** The segments, each with what the diary knows of it; with boxes where some may be declined. */
export function LateRows({ segments, clocks, boxes = false }: { segments: LateSegment[]; clocks: Clock[]; boxes?: boolean }) {
  const { t } = useTranslation("timesheets");
  const { locale } = useReader();
  const { zone } = useChosenClock(clocks);
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", timeZone: zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone });
  return (
    <ol className="divide-y divide-line text-sm">
      {segments.map((one) => {
        const span = `${day.format(one.startedAt)}, ${time.format(one.startedAt)}–${time.format(addMinutes(one.startedAt, one.minutes))}`;
        return (
          <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
            {boxes ? (
              <input
                type="checkbox"
                name="declined"
                value={one.id}
                aria-label={t("late.declineOne", { time: span })}
                className="size-5 shrink-0 accent-(--accent)"
              />
            ) : null}
            <span
              className={`inline-block size-3 shrink-0 rounded-[2px] ${fillOf({ ...one, overLimit: false, deletedAt: null })}`}
            />
            <span className="tabular whitespace-nowrap" suppressHydrationWarning>
              {span}
            </span>
            <span>{t(`diary:kinds.${one.kind}`)}</span>
            <span className="min-w-0 break-words text-soft">{one.memo}</span>
            <span className="tabular ml-auto text-faint">{t("diary:grid.active", { minutes: one.activeMinutes })}</span>
          </li>
        );
      })}
    </ol>
  );
}
