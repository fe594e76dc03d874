import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { FX_DATE } from "#app/kernel/fx-rates.ts";
import type { Money } from "#app/kernel/money.ts";
import { withoutHours } from "#app/kernel/week-hours.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";
import { WeekStrip } from "./week-strip.tsx";

export interface ShownMember {
  agentId: string;
  name: string;
  halfHours: number;
  rate: Money;
  pay: Money;
  hours: string;
  ratingMilli: number;
  ratingCount: number;
}
interface ShownTeam {
  members: ShownMember[];
  pay: Money;
  wanted: number;
  open: number;
  gaps: string;
  gap: number | null;
}

function useHours() {
  const { locale } = useReader();
  return (halfHours: number) => new Intl.NumberFormat(locale).format(halfHours / 2);
}

/** What a team costs and covers, how near it is to the best, and which hours nobody fills: in figures, in words and on the week. */
export function TeamFigures({
  team,
  greedy,
  candidates,
  coverage,
}: {
  team: ShownTeam;
  greedy: boolean;
  candidates: number;
  coverage: string;
}) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const hours = useHours();
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const nearness = greedy ? "first" : team.gap === null ? "unknown" : team.gap === 0 ? "best" : "near";
  return (
    <Card>
      <Facts
        items={[
          { label: t("teams.figures.pay"), value: <MoneyText value={team.pay} /> },
          { label: t("teams.figures.people"), value: team.members.length },
          {
            label: t("teams.figures.covered"),
            value: t("teams.figures.of", { covered: hours(team.wanted - team.open), wanted: hours(team.wanted) }),
          },
        ]}
      />
      <p className="max-w-3xl text-sm">
        {t(`teams.gap.${nearness}`, { count: candidates, percent: percent.format(Math.max(10, team.gap ?? 0) / 10_000) })}
      </p>
      {team.open > 0 ? (
        <div className="max-w-3xl rounded-lg bg-marigold-soft p-3 text-marigold text-sm">
          <p className="font-semibold">{t("teams.open", { hours: hoursInWords(team.gaps, locale) })}</p>
          {greedy ? null : <p>{t("teams.openText")}</p>}
        </div>
      ) : (
        <p className="text-sm">{t("teams.full")}</p>
      )}
      <WeekHeatmap bits={coverage} covered={withoutHours(coverage, team.gaps)} label={t("teams.map")} />
      <p className="max-w-3xl text-soft text-xs">{t("teams.fee", { date: FX_DATE })}</p>
    </Card>
  );
}

/** Each member with their hours in words and on a strip of the week, rate and pay. */
export function TeamMembers({
  members,
  roleId,
  talks,
}: {
  members: ShownMember[];
  roleId: string;
  talks: Record<string, { id: string; state: string } | undefined>;
}) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const hours = useHours();
  return (
    <Card title={t("teams.members")}>
      <ul className="grid gap-4">
        {members.map((member) => (
          <li key={member.agentId} className="grid gap-1.5 border-line border-t pt-3 first:border-t-0 first:pt-0">
            <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
              <Link to={`/business/agents/${member.agentId}?role=${roleId}`} className="font-medium text-accent hover:underline">
                {member.name}
              </Link>
              <span className="tabular text-sm">{t("teams.hoursOf", { hours: hours(member.halfHours) })}</span>
              <span className="text-sm">
                <MoneyText value={member.rate} /> / h
              </span>
              <span className="text-soft text-sm">
                {t("teams.figures.pay")}: <MoneyText value={member.pay} />
              </span>
              <Stars value={member.ratingMilli / 1000} count={member.ratingCount} />
              {talks[member.agentId] ? <Badge>{t("teams.inTalk")}</Badge> : null}
            </div>
            <WeekStrip bits={member.hours} label={member.name} />
            <p className="text-soft text-sm">{hoursInWords(member.hours, locale)}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
