import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import type { FoundAgent, Said } from "#app/domain/matching/agent-search.server.ts";
import { money } from "#app/kernel/money.ts";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";

const TOOLS_SHOWN = 6;

/** One agent of a search: who, what they charge, what they know, and where the words were met. */
export function FoundAgentRow({ agent, headline, about, by, isNew }: FoundAgent & { isNew?: boolean }) {
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  const languages = agent.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`);
  const tools = agent.tools.slice(0, TOOLS_SHOWN).map((one) => toolName(one.tool));
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 rounded-xl border border-line bg-raised p-4">
      <Avatar id={agent.id} name={agent.name} />
      <div className="grid gap-2">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2 className="font-semibold">
            <Link to={`/business/agents/${agent.id}`} className="hover:underline">
              {agent.name}
            </Link>{" "}
            {isNew ? <Badge tone="sky">{t("search.new")}</Badge> : null}
          </h2>
          <span className="text-sm">
            <MoneyText value={money(agent.hourlyRate, agent.currency)} /> {t("search.anHour")}
          </span>
        </div>
        <p>
          <Words said={headline} />
        </p>
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-soft text-sm">
          {agent.ratingCount > 0 ? (
            <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} />
          ) : (
            <span>{t("search.unrated")}</span>
          )}
          <span>{t(`agents:tiers.${agent.tier}`)}</span>
          <span>{languages.join(", ")}</span>
          {tools.length > 0 ? (
            <span>
              {tools.join(", ")}
              {agent.tools.length > TOOLS_SHOWN ? ` +${agent.tools.length - TOOLS_SHOWN}` : ""}
            </span>
          ) : null}
        </p>
        {about.length > 0 ? (
          <p className="text-sm">
            … <Words said={about} /> …
          </p>
        ) : null}
        {by.map(({ typed, used }) => (
          <p key={typed} className="text-soft text-sm">
            {t("search.foundBy", { typed, used })}
          </p>
        ))}
      </div>
    </li>
  );
}

function Words({ said }: { said: Said[] }) {
  return said.map(({ text, hit }, i) =>
    hit ? (
      <mark key={i} className="rounded bg-marigold-soft px-0.5 text-marigold">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
