import { Link, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { DaySum } from "#app/domain/diary/day-sums.server.ts";
import { shiftMonth } from "#app/domain/diary/month.ts";
import { segmentKinds } from "#app/domain/diary/segment.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { type Clock, ClockSwitch } from "./clocks.tsx";
import { clockTime, otherSums, useDayWords } from "./day-words.ts";
import { MonthGrid } from "./month-grid.tsx";
import { Legend } from "./segment-marks.tsx";

interface Props {
  month: string;
  newest: string;
  today: string;
  days: ReadonlyMap<string, DaySum>;
  clocks: Clock[];
  to: (date: string) => string;
}

/** A month of a diary: its switch, grid, sums, and the same as a table. */
export function MonthView({ month, newest, today, days, clocks, to }: Props) {
  const { t } = useTranslation("views");
  const { t: dt } = useTranslation("diary");
  const sum = (of: (day: DaySum) => number) => [...days.values()].reduce((total, day) => total + of(day), 0);
  const worked = sum((day) => day.worked);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <MonthSwitch month={month} newest={newest} />
        <ClockSwitch clocks={clocks} />
      </div>
      {worked === 0 ? <p className="text-soft">{t("month.empty")}</p> : null}
      <MonthGrid month={month} days={days} today={today} to={to} />
      <Legend />
      <Card title={t("month.sums")}>
        <Facts
          items={[
            { label: t("sums.worked"), value: <Minutes value={worked} /> },
            ...segmentKinds
              .map((kind) => ({ kind, minutes: sum((day) => day.kinds[kind] ?? 0) }))
              .filter((one) => one.minutes > 0)
              .map(({ kind, minutes }) => ({ label: dt(`kinds.${kind}`), value: <Minutes value={minutes} /> })),
            ...otherSums
              .map((name) => ({ name, minutes: Math.round(sum((day) => day[name])) }))
              .filter((one) => one.minutes > 0)
              .map(({ name, minutes }) => ({ label: t(`sums.${name}`), value: <Minutes value={minutes} /> })),
          ]}
        />
        <p className="text-soft text-sm">{t("month.means")}</p>
      </Card>
      <MonthTable days={days} to={to} />
    </>
  );
}

function MonthSwitch({ month, newest }: { month: string; newest: string }) {
  const { t } = useTranslation("views");
  const { locale } = useReader();
  const [search] = useSearchParams();
  const name = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const to = (target: string) => {
    const next = new URLSearchParams(search);
    next.set("month", target);
    return `?${next}`;
  };
  const link = "rounded-lg border border-line px-3 py-1.5 text-sm hover:bg-sunken";
  return (
    <nav aria-label={t("month.switch")} className="flex flex-wrap items-center gap-3">
      <Link to={to(shiftMonth(month, -1))} className={link}>
        {t("month.before")}
      </Link>
      <span className="font-medium text-sm">{name.format(new Date(`${month}-01T00:00:00Z`))}</span>
      {month < newest ? (
        <Link to={to(shiftMonth(month, 1))} className={link}>
          {t("month.after")}
        </Link>
      ) : null}
    </nav>
  );
}

function MonthTable({ days, to }: Pick<Props, "days" | "to">) {
  const { t } = useTranslation("views");
  const { t: dt } = useTranslation("diary");
  const words = useDayWords();
  if (days.size === 0) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-accent">{dt("grid.asList")}</summary>
      <div className="mt-2">
        <Table
          caption={t("month.label")}
          columns={[
            { key: "day", label: t("columns.day") },
            { key: "worked", label: t("sums.worked"), align: "right" },
            ...segmentKinds.map((kind) => ({ key: kind, label: dt(`kinds.${kind}`), align: "right" as const })),
            ...otherSums.map((name) => ({ key: name, label: t(`sums.${name}`), align: "right" as const })),
          ]}
        >
          {[...days].sort().map(([date, sum]) => (
            <Row key={date}>
              <Cell className="whitespace-nowrap">
                <Link to={to(date)} className="text-accent hover:underline">
                  {words.day(date)}
                </Link>
              </Cell>
              <Cell numeric>{clockTime(sum.worked)}</Cell>
              {segmentKinds.map((kind) => (
                <Cell key={kind} numeric>
                  {sum.kinds[kind] ? clockTime(sum.kinds[kind]) : "–"}
                </Cell>
              ))}
              {otherSums.map((name) => (
                <Cell key={name} numeric>
                  {sum[name] > 0 ? clockTime(sum[name]) : "–"}
                </Cell>
              ))}
            </Row>
          ))}
        </Table>
      </div>
    </details>
  );
}
