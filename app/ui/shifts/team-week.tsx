import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { minutesOf, type ShiftState } from "#app/domain/shifts/shift.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { daysShown, useShiftWords } from "./shift-words.ts";

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
export function TeamWeek({ week, zone, team, shifts }: { week: string; zone: string; team: Person[]; shifts: Shift[] }) {
  const { t } = useTranslation("shifts");
  const words = useShiftWords(zone);
  const days = daysShown(week, zone, shifts);
  const open = shifts.filter((one) => one.state === "open");
  const sum = (own: Shift[]) => own.reduce((minutes, one) => minutes + minutesOf(one), 0);
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
    <Table
      caption={t("team.caption", { zone })}
      columns={[{ key: "who", label: t("team.who") }, ...days.map((day) => ({ key: day.date, label: words.shortDay(day) }))]}
    >
      {team.map((person) => {
        const own = shifts.filter((one) => one.contractId === person.contractId);
        return (
          <Row key={person.contractId}>
            <Cell className="whitespace-nowrap align-top">
              <span className="block font-medium">{person.agentName}</span>
              <span className="block text-faint text-xs" title={t("team.limit")}>
                <Minutes value={sum(own)} /> / <Minutes value={person.weeklyLimitMinutes} />
              </span>
            </Cell>
            {cells(own)}
          </Row>
        );
      })}
      {open.length > 0 ? (
        <Row key="open">
          <Cell className="whitespace-nowrap align-top">
            <span className="block font-medium text-marigold">{t("states.open")}</span>
            <span className="block text-faint text-xs">
              <Minutes value={sum(open)} />
            </span>
          </Cell>
          {cells(open)}
        </Row>
      ) : null}
    </Table>
  );
}
