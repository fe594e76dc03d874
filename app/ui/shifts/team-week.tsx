import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { localDaysOf } from "#app/domain/diary/diary-clock.ts";
import type { Adherence } from "#app/domain/shifts/adherence.ts";
import { minutesOf, type ShiftState } from "#app/domain/shifts/shift.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { AdherenceMeaning, AdherenceShare } from "./adherence-figures.tsx";
import { useShiftWords } from "./shift-words.ts";

interface Shift {
  id: string;
  contractId: string | null;
  startsAt: Date;
  endsAt: Date;
  state: ShiftState;
}
interface Person {
  contractId: string;
  agentName: string;
  weeklyLimitMinutes: number;
}

const looks: Record<ShiftState, string> = {
  draft: "border-dashed border-line-strong bg-raised",
  published: "border-accent bg-accent-soft text-accent-strong",
  open: "border-dashed border-marigold bg-marigold-soft text-marigold",
  cancelled: "border-line",
};

/** Who comes when: a row for each person, a column for each day of the role's clock; each shift leads to its page. */
export function TeamWeek({
  week,
  zone,
  team,
  shifts,
  adherence,
}: {
  week: string;
  zone: string;
  team: Person[];
  shifts: Shift[];
  adherence: (Adherence & { contractId: string })[];
}) {
  const { t } = useTranslation("shifts");
  const words = useShiftWords(zone);
  const days = localDaysOf(week, zone);
  const open = shifts.filter((one) => one.state === "open");
  const measured = adherence.some((one) => one.planned > 0);
  const cells = (own: Shift[]) =>
    days.map((day) => (
      <Cell key={day.date} className="align-top">
        <span className="grid gap-1">
          {own
            .filter((one) => one.startsAt >= day.start && one.startsAt < day.end)
            .map((one) => (
              <Link
                key={one.id}
                to={`/business/shifts/${one.id}`}
                className={`tabular grid min-h-7 place-content-center whitespace-nowrap rounded border px-1.5 text-center text-xs hover:underline ${looks[one.state]}`}
              >
                {words.times(one)}
                {one.state === "published" ? null : <span className="text-[11px] leading-tight">{t(`states.${one.state}`)}</span>}
              </Link>
            ))}
        </span>
      </Cell>
    ));
  return (
    <div className="grid min-w-0 gap-2">
      <Table
        caption={t("team.caption", { zone })}
        columns={[
          { key: "who", label: t("team.who") },
          ...days.map((day) => ({ key: day.date, label: words.day(new Date((+day.start + +day.end) / 2)) })),
          { key: "hours", label: t("team.planned"), align: "right" as const },
          ...(measured
            ? [
                { key: "adherence", label: t("adherence.adherence"), align: "right" as const },
                { key: "conformance", label: t("adherence.conformance"), align: "right" as const },
              ]
            : []),
        ]}
      >
        {team.map((person) => {
          const own = shifts.filter((one) => one.contractId === person.contractId);
          const figures = adherence.find((one) => one.contractId === person.contractId);
          return (
            <Row key={person.contractId}>
              <Cell className="whitespace-nowrap font-medium">{person.agentName}</Cell>
              {cells(own)}
              <Cell numeric>
                <Minutes value={own.reduce((sum, one) => sum + minutesOf(one), 0)} />
                <span className="block text-faint text-xs">
                  {t("team.limit")} <Minutes value={person.weeklyLimitMinutes} />
                </span>
              </Cell>
              {measured
                ? (["adherence", "conformance"] as const).map((kind) => (
                    <Cell key={kind} numeric>
                      {figures ? <AdherenceShare kind={kind} of={figures} /> : "–"}
                    </Cell>
                  ))
                : null}
            </Row>
          );
        })}
        {open.length > 0 ? (
          <Row key="open">
            <Cell className="whitespace-nowrap font-medium text-marigold">{t("states.open")}</Cell>
            {cells(open)}
            <Cell numeric>
              <Minutes value={open.reduce((sum, one) => sum + minutesOf(one), 0)} />
            </Cell>
            {measured ? <Cell colSpan={2} /> : null}
          </Row>
        ) : null}
      </Table>
      {measured ? <AdherenceMeaning /> : null}
    </div>
  );
}
