import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { LateTimeState } from "#app/domain/timesheets/late-time.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { When } from "#app/ui/kit/when.tsx";

const tones: Record<LateTimeState, Tone> = {
  waiting: "marigold",
  approved: "green",
  declined: "red",
  contested: "violet",
  refused: "red",
};

export function LateTimeBadge({ state }: { state: LateTimeState }) {
  const { t } = useTranslation("timesheets");
  return <Badge tone={tones[state]}>{t(`late.states.${state}`)}</Badge>;
}

interface Line {
  id: string;
  state: LateTimeState;
  minutes: number;
  decideUntil: Date;
  reason?: string | null;
  who?: string;
  week?: string;
}

/** Time that came after the close of its week, one line each. Nothing when there is none. */
export function LateTimeList({ area, rows }: { area: "agent" | "business" | "desk"; rows: Line[] }) {
  const { t } = useTranslation("timesheets");
  if (rows.length === 0) return null;
  return (
    <Card title={t("late.title")}>
      <ul className="grid gap-2 text-sm">
        {rows.map((one) => (
          <li key={one.id} className="grid gap-0.5">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Link to={`/${area}/late-time/${one.id}`} className="font-medium text-accent underline">
                {one.who ? `${one.who} · ` : ""}
                <Minutes value={one.minutes} />
              </Link>
              <LateTimeBadge state={one.state} />
              {one.week ? (
                <span className="text-soft">
                  {t("fields.week")} <When at={one.week} format="date" />
                </span>
              ) : null}
              {one.state === "waiting" ? (
                <span className="ml-auto text-soft">
                  {t("list.until")} <When at={one.decideUntil} />
                </span>
              ) : null}
            </p>
            {one.reason ? <blockquote className="break-words text-soft">{one.reason}</blockquote> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
