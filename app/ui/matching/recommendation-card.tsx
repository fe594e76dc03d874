import { Link } from "@remix-run/react";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import { money } from "#app/kernel/money.ts";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName, languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";
import { dayNames, timeOf } from "#app/ui/roles/week-hours-picker.tsx";

interface Shown {
  agent: {
    id: string;
    name: string;
    headline: string;
    country: string;
    tier: string;
    hourlyRate: bigint;
    currency: string;
    ratingMilli: number;
    ratingCount: number;
    languages: { language: string; level: string }[];
    tools: { tool: string; level: number }[];
  };
  parts: { hours: number; rating: number; tools: number; price: number; total: number };
  covered: number;
  need: number;
  gaps: { start: number; end: number }[];
  exploration: boolean;
  clockWarning: boolean;
}
interface Asked {
  languages: { language: string }[];
  tools: { tool: string; required: boolean }[];
}

const GAPS_SHOWN = 3;

/** One place of the list, with the reasons of its rank. */
export function RecommendationCard({
  rank,
  recommendation,
  role,
  talk,
  mayInvite,
}: {
  rank: number;
  recommendation: Shown;
  role: Asked;
  talk?: { id: string; state: string };
  mayInvite: boolean;
}) {
  const { agent, parts, covered, need, gaps, exploration, clockWarning } = recommendation;
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const days = dayNames(locale, "short");
  const gapWords = gaps
    .slice(0, GAPS_SHOWN)
    .map(({ start, end }) => `${days[Math.floor(start / 48)]} ${timeOf(start % 48)}–${timeOf(end % 48)}`);
  const asked = (one: { language: string }) => role.languages.some((wanted) => wanted.language === one.language);
  const tools = role.tools.map((wanted) => ({
    ...wanted,
    level: agent.tools.find((one) => one.tool === wanted.tool)?.level ?? 0,
  }));
  const share = (part: number) => Math.round(part / 10_000);
  return (
    <article className="grid gap-3 rounded-lg border border-line bg-raised p-4 sm:grid-cols-[2.5rem_minmax(0,1fr)_auto]">
      <p className="tabular font-semibold text-faint text-xl">{exploration ? "·" : rank}</p>
      <div className="grid min-w-0 gap-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Avatar id={agent.id} name={agent.name} />
          <div className="min-w-0">
            <h2 className="font-semibold">
              <Link to={`/business/agents/${agent.id}`} className="hover:underline">
                {agent.name}
              </Link>
            </h2>
            <p className="text-soft text-sm">
              {agent.headline} · {countryName(locale, agent.country)}
            </p>
          </div>
          <Badge tone="indigo">{agent.tier}</Badge>
          {exploration ? <Badge tone="sky">{t("newcomer")}</Badge> : null}
        </div>
        <ul className="grid gap-1 text-sm">
          <li>
            <strong className="font-medium">{t("reason.hours", { covered: covered / 2, need: need / 2 })}</strong>
            {gapWords.length > 0 && covered < need ? (
              <span className="text-soft"> {t("reason.gap", { gaps: gapWords.join(", ") })}</span>
            ) : null}
          </li>
          <li>
            {t("reason.languages")}{" "}
            {agent.languages
              .filter(asked)
              .map((one) => `${languageName(locale, one.language)} ${one.level}`)
              .join(", ")}
          </li>
          {tools.length > 0 ? (
            <li>
              {t("reason.tools")}{" "}
              {tools.map((one) => `${toolName(one.tool)} ${one.level === 0 ? t("reason.noTool") : `${one.level}/5`}`).join(", ")}
            </li>
          ) : null}
          <li className="flex flex-wrap items-center gap-2">
            <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} /> ·{" "}
            <MoneyText value={money(agent.hourlyRate, agent.currency)} /> {t("perHour")}
          </li>
          {clockWarning ? (
            <li className="flex items-center gap-1.5 text-marigold">
              <TriangleAlert className="size-4" aria-hidden="true" /> {t("clockWarning")}
            </li>
          ) : null}
        </ul>
        <details className="text-sm">
          <summary className="w-fit cursor-pointer text-accent">{t("score", { points: share(parts.total) })}</summary>
          <p className="mt-1 text-soft">
            {t("parts", {
              hours: share(parts.hours),
              rating: share(parts.rating),
              tools: share(parts.tools),
              price: share(parts.price),
            })}
          </p>
        </details>
      </div>
      <div className="flex items-start">
        {talk ? (
          <Link to={`/business/applications/${talk.id}`} className="text-accent text-sm hover:underline">
            {t(`hiring:applicationStates.${talk.state}`)}
          </Link>
        ) : mayInvite ? (
          <Form>
            <Hidden name="agentId" value={agent.id} />
            <Button name="intent" value={agent.id} variant="secondary" aria-label={t("inviteName", { name: agent.name })}>
              {t("invite")}
            </Button>
          </Form>
        ) : null}
      </div>
    </article>
  );
}
