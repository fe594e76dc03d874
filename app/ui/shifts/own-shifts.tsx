import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { minutesOf, type Stretch } from "#app/domain/shifts/shift.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { useShiftWords } from "./shift-words.ts";

export interface OwnShift extends Stretch {
  id: string;
  title: string;
  businessName: string;
  timeZone: string;
  note: string;
}

/** When and for whom, on the agent's clock; where the business has another one, its hours beside it. */
export function ShiftWords({ shift }: { shift: OwnShift }) {
  const { t } = useTranslation("shifts");
  const { timeZone } = useReader();
  const mine = useShiftWords(timeZone);
  const theirs = useShiftWords(shift.timeZone);
  const differs = mine.whole(shift) !== theirs.whole(shift);
  return (
    <span className="grid min-w-0 gap-0.5 text-sm">
      <span className="tabular font-medium">
        {mine.whole(shift)} <span className="font-normal text-soft">{t("own.zone", { zone: timeZone })}</span>
      </span>
      {differs ? (
        <span className="tabular text-soft text-xs">
          {t("own.theirClock", { name: shift.businessName, when: theirs.whole(shift), zone: shift.timeZone })}
        </span>
      ) : null}
      <span className="text-soft">
        {shift.businessName} · {shift.title} · <Minutes value={minutesOf(shift)} />
      </span>
      {shift.note ? <span className="text-soft">{shift.note}</span> : null}
    </span>
  );
}

/** One's own shifts; each leads to the page where it can be given back or offered. */
export function OwnShiftList({ shifts, mark }: { shifts: OwnShift[]; mark(shift: OwnShift): ReactNode }) {
  return (
    <ul className="grid gap-2">
      {shifts.map((shift) => (
        <li key={shift.id}>
          <Link
            to={`/agent/shifts/${shift.id}`}
            className="flex min-h-11 flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-3 hover:bg-sunken"
          >
            <ShiftWords shift={shift} />
            {mark(shift)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
