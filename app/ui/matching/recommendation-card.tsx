import { Link } from "@remix-run/react";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import { money } from "#app/kernel/money.ts";
import { withoutHours } from "#app/kernel/week-hours.ts";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName, languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";
import { MarkForms, type MarkShown } from "./mark-forms.tsx";
import { PickBox } from "./picked-agents.tsx";
import { ScorePoints } from "./score-parts.tsx";

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
    languages: { language: string; level: string; name?: string }[];
    tools: { tool: string; level: number }[];
  };
  parts: { hours: number; rating: number; tools: number; price: number; total: number };
  covered: number;
  need: number;
  gaps: string;
  clockBreak: { week: string; covered: number; need: number } | null;
}
interface Asked {
  id: string;
  coverage: string;
  languages: { language: string }[];
  tools: { tool: string; required: boolean }[];
}

const GAPS_SAID = 3;

/** One place of the list, with the reasons of its rank. @param newcomer it is the exploration row, outside the order */
export function RecommendationCard({
  rank,
  newcomer,
  recommendation,
  role,
  talk,
  mark,
  mayInvite,
  mayMark,
}: {
  rank: number | null;
  newcomer?: boolean;
  recommendation: Shown;
  role: Asked;
  talk?: { id: string; state: string };
  mark?: MarkShown;
  mayInvite: boolean;
  mayMark: boolean;
}) {
  const { agent, parts, covered, need, gaps, clockBreak } = recommendation;
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const gapWords = hoursInWords(gaps, locale, { most: GAPS_SAID });
  const asked = (one: { language: string }) => role.languages.some((wanted) => wanted.language === one.language);
  const tools = role.tools.map((wanted) => ({
    ...wanted,
    level: agent.tools.find((one) => one.tool === wanted.tool)?.level ?? 0,
  }));
  return (
    <article
      className={`grid gap-x-6 gap-y-4 rounded-lg border bg-raised p-4 lg:grid-cols-[minmax(0,1fr)_15rem] ${newcomer ? "border-sky border-dashed" : "border-line"}`}
    >
      <div className="grid min-w-0 content-start gap-3">
        <div className="flex items-start gap-3">
          <PickBox key={talk?.id ?? "nobody"} agentId={agent.id} name={agent.name} />
          <p className="tabular w-7 shrink-0 pt-1 font-semibold text-soft text-xl">
            {rank === null ? <span aria-hidden="true">·</span> : rank}
          </p>
          <Avatar id={agent.id} name={agent.name} />
          <div className="min-w-0">
            <h2 className="flex flex-wrap items-center gap-2 font-semibold">
              <Link to={`/business/agents/${agent.id}?role=${role.id}`} className="hover:underline">
                {agent.name}
              </Link>
              <Badge tone="indigo">{agent.tier}</Badge>
              {newcomer ? <Badge tone="sky">{t("newcomer")}</Badge> : null}
            </h2>
            <p className="text-soft text-sm">
              {agent.headline} · {countryName(locale, agent.country)}
            </p>
          </div>
        </div>
        <ul className="grid gap-1 text-sm sm:pl-10">
          <li>
            <strong className="font-medium">{t("reason.hours", { covered: covered / 2, need: need / 2 })}</strong>
            {gapWords && covered < need ? <span className="text-soft"> {t("reason.gap", { gaps: gapWords })}</span> : null}
          </li>
          <li>
            {t("reason.languages")}{" "}
            {agent.languages
              .filter(asked)
              .map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`)
              .join(", ")}
          </li>
          {tools.length > 0 ? (
            <li>
              {t("reason.tools")}{" "}
              {tools.map((one) => `${toolName(one.tool)} ${one.level === 0 ? t("reason.noTool") : `${one.level}/5`}`).join(", ")}
            </li>
          ) : null}
          <li className="flex flex-wrap items-center gap-x-2">
            <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} /> <span aria-hidden="true">·</span>
            <span>
              <MoneyText value={money(agent.hourlyRate, agent.currency)} /> {t("perHour")}
            </span>
          </li>
          {clockBreak ? (
            <li className="flex gap-1.5 text-marigold">
              <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
              <span>
                {t("clockBreak.from")} <When at={clockBreak.week} format="date" />{" "}
                {t("clockBreak.text", { covered: clockBreak.covered / 2, need: clockBreak.need / 2 })}
              </span>
            </li>
          ) : null}
        </ul>
        <details className="text-sm sm:pl-10">
          <summary className="w-fit cursor-pointer text-accent">{t("showHours")}</summary>
          <div className="mt-2">
            <WeekHeatmap bits={role.coverage} covered={withoutHours(role.coverage, gaps)} label={t("roles:form.coverage")} />
          </div>
        </details>
      </div>
      <div className="grid content-start gap-3 border-line border-t pt-3 lg:border-t-0 lg:border-l lg:pt-0 lg:pl-6">
        <ScorePoints parts={parts} />
        <Link
          to={`/business/roles/${role.id}/rank/${agent.id}`}
          aria-label={t("audit.nameTitle", { name: agent.name })}
          className="inline-flex min-h-8 w-fit items-center text-accent text-sm hover:underline"
        >
          {t("audit.title")}
        </Link>
        {talk ? (
          <Link to={`/business/applications/${talk.id}`} className="text-accent text-sm hover:underline">
            {t(`hiring:applicationStates.${talk.state}`)}
          </Link>
        ) : mayInvite ? (
          <Form intent="invite" about={{ name: "agentId", value: agent.id }}>
            <Button variant="secondary" className="w-full" aria-label={t("inviteName", { name: agent.name })}>
              {t("invite")}
            </Button>
          </Form>
        ) : null}
        <MarkForms agentId={agent.id} name={agent.name} mark={mark} mayMark={mayMark} />
      </div>
    </article>
  );
}
