import { Form, Link, useSearchParams } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ShownFigures } from "#app/domain/diary/agent-metrics.server.ts";
import { compared, sharesOf } from "#app/domain/diary/compared.ts";
import type { DaySum } from "#app/domain/diary/day-sums.server.ts";
import { segmentKinds } from "#app/domain/diary/segment.ts";
import { figureNames } from "#app/domain/helpdesks/metrics.ts";
import { FLOOR_PERMILLE } from "#app/domain/shifts/adherence.ts";
import { addDays, shiftWeek, startOfWeek } from "#app/kernel/time.ts";
import { useFigureText } from "#app/ui/helpdesks/figure.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Explained } from "#app/ui/kit/explained.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { clockTime, otherSums } from "./day-words.ts";

interface Half {
  week: string;
  days: DaySum[];
  sum: DaySum;
  byContract: ReadonlyMap<string, DaySum>;
  figures: ShownFigures;
}
interface Props {
  halves: Half[];
  newest: string;
  /** Each contract for itself, with where its own comparison stands; none = one contract only. */
  lines: { id: string; label: string; to: string }[];
}
interface Line {
  key: string;
  label: ReactNode;
  values: [number | null, number | null];
  text: (value: number) => string;
  /** A share already: its difference is in points. */
  points?: boolean;
}

/** One sign for all that became less, whatever the locale's own is. */
const signed = (text: (value: number) => string) => (value: number) => `${value < 0 ? "−" : "+"}${text(Math.abs(value))}`;

/** Two weeks side by side: hours by day and kind, figures, and who worked how much, with difference and per cent. */
export function CompareView({ halves, newest, lines }: Props) {
  const { t } = useTranslation("views");
  const { t: dt } = useTranslation("diary");
  const { t: ht } = useTranslation("helpdesks");
  const { t: st } = useTranslation("shifts");
  const { locale } = useReader();
  const figureText = useFigureText();
  const [a, b] = [halves[0]!, halves[1]!];
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const both = (of: (half: Half) => number | null): [number | null, number | null] => [of(a), of(b)];
  const hours = (key: string, label: ReactNode, of: (half: Half) => number): Line => ({
    key,
    label,
    values: both(of),
    text: (value) => (value === 0 ? "–" : clockTime(value)),
  });
  const share = (name: "adherence" | "conformance"): Line => ({
    key: name,
    label: (
      <Explained
        start
        explanation={
          <>
            {st(`adherence.${name}Means`)} {st("adherence.floor", { floor: FLOOR_PERMILLE / 10 })}
          </>
        }
      >
        {st(`adherence.${name}`)}
      </Explained>
    ),
    values: both((half) => sharesOf(half.sum)[name]),
    text: (value) => percent.format(value / 1000),
    points: true,
  });
  return (
    <>
      <Weeks a={a.week} b={b.week} newest={newest} />
      <Card title={t("compare.byDay")}>
        <Comparison
          weeks={[a.week, b.week]}
          caption={t("compare.byDay")}
          lines={[
            ...a.days.map((_, index) =>
              hours(String(index), day.format(addDays(startOfWeek(a.week), index)), (half) => half.days[index]!.worked),
            ),
            hours("all", <span className="font-semibold">{t("sums.worked")}</span>, (half) => half.sum.worked),
          ]}
        />
        <p className="text-soft text-sm">{t("compare.utcDays")}</p>
      </Card>
      <Card title={t("compare.byKind")}>
        <Comparison
          weeks={[a.week, b.week]}
          caption={t("compare.byKind")}
          lines={[
            ...segmentKinds.map((kind) => hours(kind, dt(`kinds.${kind}`), (half) => half.sum.kinds[kind] ?? 0)),
            ...otherSums
              .filter((name) => name !== "unprotected")
              .map((name) => hours(name, t(`sums.${name}`), (half) => Math.round(half.sum[name]))),
          ]}
        />
      </Card>
      <Card title={t("compare.figures")}>
        <Comparison
          weeks={[a.week, b.week]}
          caption={t("compare.figures")}
          lines={[
            share("adherence"),
            share("conformance"),
            ...figureNames.map(
              (name): Line => ({
                key: name,
                label: (
                  <Explained start explanation={ht(`figures.${name}.how`)}>
                    {ht(`figures.${name}.name`)}
                  </Explained>
                ),
                values: both((half) => half.figures[name].value),
                text: (value) => figureText(name, value),
                points: name === "csat" || name === "occupancy",
              }),
            ),
          ]}
        />
        <p className="text-soft text-sm">{t("compare.means")}</p>
      </Card>
      {lines.length > 0 ? (
        <Card title={t("compare.byPerson")}>
          <Comparison
            weeks={[a.week, b.week]}
            caption={t("compare.byPerson")}
            lines={lines.map((one) =>
              hours(
                one.id,
                <Link to={one.to} className="text-accent underline-offset-2 hover:underline">
                  {one.label}
                </Link>,
                (half) => half.byContract.get(one.id)?.worked ?? 0,
              ),
            )}
          />
        </Card>
      ) : null}
    </>
  );
}

/** On a phone the difference is in sight: its per cent stands under it. */
const narrow = "max-sm:px-1";
const head = `${narrow} max-sm:whitespace-normal max-sm:text-xs max-sm:leading-tight`;
const wide = "max-sm:hidden";

function Comparison({ weeks, caption, lines }: { weeks: [string, string]; caption: string; lines: Line[] }) {
  const { t } = useTranslation("views");
  const { locale } = useReader();
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const rate = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  return (
    <Table
      caption={caption}
      columns={[
        { key: "what", label: "", className: head },
        ...weeks.map((week, place) => ({
          key: `${place}`,
          label: date.format(startOfWeek(week)),
          align: "right" as const,
          className: head,
        })),
        { key: "difference", label: t("compare.difference"), align: "right", className: head },
        { key: "percent", label: "%", align: "right", className: wide },
      ]}
    >
      {lines.map(({ key, label, values, text, points }) => {
        const { before, after, difference, percent } = compared(...values);
        const shown = (value: number | null) => (value === null ? "–" : text(value));
        const inPercent = points
          ? t("compare.points")
          : percent === null || percent === 0
            ? "–"
            : signed((share) => rate.format(share / 100))(percent);
        return (
          <Row key={key}>
            <Cell className={`${narrow} sm:min-w-32`}>{label}</Cell>
            <Cell numeric className={`tabular ${narrow}`}>
              {shown(before)}
            </Cell>
            <Cell numeric className={`tabular ${narrow}`}>
              {shown(after)}
            </Cell>
            <Cell numeric className={`tabular font-medium ${narrow}`}>
              {difference === null || difference === 0 ? "–" : signed(text)(difference)}
              {inPercent === "–" ? null : <span className="block font-normal text-soft text-xs sm:hidden">{inPercent}</span>}
            </Cell>
            <Cell numeric className={`tabular text-soft ${wide}`}>
              {inPercent}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}

const CHOICES = 53;

function Weeks({ a, b, newest }: { a: string; b: string; newest: string }) {
  const { t } = useTranslation("views");
  const { locale } = useReader();
  const [search] = useSearchParams();
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const recent = Array.from({ length: CHOICES }, (_, index) => shiftWeek(newest, -index));
  const weeks = [...new Set([...recent, a, b])].sort().reverse();
  const box = "h-10 rounded-lg border border-line-strong bg-raised px-2 text-sm";
  return (
    <Form key={search.toString()} method="get" preventScrollReset className="flex flex-wrap items-end gap-3 text-sm">
      {(["a", "b"] as const).map((name) => (
        <label key={name} className="grid gap-1">
          {t(`compare.${name}`)}
          <select name={name} defaultValue={name === "a" ? a : b} className={box}>
            {weeks.map((week) => (
              <option key={week} value={week}>
                {date.format(startOfWeek(week))}
              </option>
            ))}
          </select>
        </label>
      ))}
      <Button variant="secondary">{t("compare.action")}</Button>
    </Form>
  );
}
