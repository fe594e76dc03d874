import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { withoutHours } from "#app/kernel/week-hours.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";

interface Team {
  members: { id: string; name: string; halfHours: number }[];
  wanted: number;
  open: number;
  gaps: string;
}

/** A first team where one person cannot cover the hours: who takes how many, and where somebody is still missing. */
export function TeamCard({ team, role }: { team: Team; role: { id: string; coverage: string } }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const hours = (halves: number) => new Intl.NumberFormat(locale).format(halves / 2);
  return (
    <Card title={t("team.title")} tone="sunken">
      <p className="max-w-3xl text-sm">
        {t("team.why")}{" "}
        {team.open === 0
          ? t("team.covers", { count: team.members.length, wanted: hours(team.wanted) })
          : t("team.leaves", { count: team.members.length, wanted: hours(team.wanted), open: hours(team.open) })}
      </p>
      <ul className="flex flex-wrap gap-2 text-sm">
        {team.members.map((member) => (
          <li key={member.id}>
            <Link
              to={`/business/agents/${member.id}?role=${role.id}`}
              className="inline-block rounded-full border border-line bg-raised px-3 py-1 hover:border-line-strong"
            >
              {member.name} · <span className="tabular">{t("team.hours", { hours: hours(member.halfHours) })}</span>
            </Link>
          </li>
        ))}
      </ul>
      {team.open > 0 ? (
        <WeekHeatmap bits={role.coverage} covered={withoutHours(role.coverage, team.gaps)} label={t("team.title")} />
      ) : null}
      <p className="max-w-3xl text-soft text-sm">{t("team.advice")}</p>
    </Card>
  );
}
