import { Link, useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toolName } from "#app/domain/agents/tools.ts";
import { comparedAgents } from "#app/domain/matching/marked-agents.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { isId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { withoutHours } from "#app/kernel/week-hours.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName, languageName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Stars } from "#app/ui/kit/stars.tsx";
import { ScorePoints } from "#app/ui/matching/score-parts.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("matching:compare.title");

/** Side by side on one screen. */
const MOST = 4;

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireMember(context);
  const asked = [...new Set(url.searchParams.getAll("agentIds"))].filter(isId);
  const agentIds = asked.slice(0, MOST);
  const found = await comparedAgents(context.db, { roleId: id(params.roleId), agentIds }, { actor, now: context.now() });
  return { ...found, leftOut: asked.length - agentIds.length };
});

export default function Compare() {
  const { role, list: agents, leftOut } = useLoaderData<typeof loader>();
  const { t } = useTranslation("matching");
  const { locale } = useReader();
  type Agent = (typeof agents)[number];
  const most = (value: (one: Agent) => number) => Math.max(...agents.map(value));
  const best = (holds: boolean, text: ReactNode) => (holds && agents.length > 1 ? <strong>{text}</strong> : text);
  const rows: { label: string; value: (one: Agent) => ReactNode }[] = [
    {
      label: t("compare.points"),
      value: ({ parts, agent }) => (
        <div className="grid gap-1">
          <ScorePoints parts={parts} />
          <Link
            to={`/business/roles/${role.id}/rank/${agent.id}`}
            aria-label={t("audit.nameTitle", { name: agent.name })}
            className="inline-flex min-h-8 w-fit items-center text-accent hover:underline"
          >
            {t("audit.title")}
          </Link>
        </div>
      ),
    },
    {
      label: t("roles:form.coverage"),
      value: (one) => (
        <div className="grid gap-1">
          {best(
            one.covered === most((other) => other.covered),
            t("reason.hours", { covered: one.covered / 2, need: one.need / 2 }),
          )}
          <WeekHeatmap bits={role.coverage} covered={withoutHours(role.coverage, one.gaps)} label={one.agent.name} />
          {one.covered < one.need ? (
            <span className="text-soft">{t("reason.gap", { gaps: hoursInWords(one.gaps, locale, { most: 3 }) })}</span>
          ) : null}
        </div>
      ),
    },
    {
      label: t("compare.rate"),
      value: ({ agent }) => (
        <>
          <MoneyText value={money(agent.hourlyRate, agent.currency)} /> {t("perHour")}
        </>
      ),
    },
    {
      label: t("part.rating"),
      value: ({ agent }) =>
        best(
          agent.ratingMilli === most((other) => other.agent.ratingMilli),
          <Stars value={agent.ratingMilli / 1000} count={agent.ratingCount} />,
        ),
    },
    {
      label: t("roles:form.languages"),
      value: ({ agent }) =>
        agent.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`).join(", "),
    },
    {
      label: t("roles:form.tools"),
      value: ({ agent }) => agent.tools.map((one) => `${toolName(one.tool)} ${one.level}/5`).join(", ") || "–",
    },
    {
      label: t("roles:form.channels"),
      value: ({ agent }) => agent.channels.map((one) => t(`agents:channels.${one}`)).join(", "),
    },
    { label: t("agents:public.country"), value: ({ agent }) => `${countryName(locale, agent.country)}, ${agent.timeZone}` },
    {
      label: t("compare.unmet"),
      value: ({ unmet }) => (unmet.length === 0 ? t("compare.listed") : unmet.map((one) => t(`unmet.${one}`)).join("; ")),
    },
  ];
  return (
    <Page title={t("compare.title")} subtitle={role.title} back={{ to: `/business/roles/${role.id}/matches`, label: t("title") }}>
      {leftOut > 0 ? <Notice tone="marigold">{t("compare.leftOut", { most: MOST, count: leftOut })}</Notice> : null}
      {agents.length === 0 ? (
        <EmptyState
          title={t("compare.empty")}
          action={<LinkButton to={`/business/roles/${role.id}/matches`}>{t("title")}</LinkButton>}
        >
          {t("compare.emptyText")}
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys
        <section className="overflow-x-auto" aria-label={t("compare.title")} tabIndex={0}>
          <table className="w-full border-collapse text-left text-sm">
            <thead>
              <tr>
                <td />
                {agents.map(({ agent }) => (
                  <th key={agent.id} scope="col" className="min-w-56 p-3 align-top">
                    <Link to={`/business/agents/${agent.id}?role=${role.id}`} className="hover:underline">
                      {agent.name}
                    </Link>{" "}
                    <Badge tone="indigo">{agent.tier}</Badge>
                    <p className="font-normal text-soft">{agent.headline}</p>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.label} className="border-line border-t align-top">
                  <th scope="row" className="p-3 font-medium text-soft">
                    {row.label}
                  </th>
                  {agents.map((one) => (
                    <td key={one.agent.id} className="p-3">
                      {row.value(one)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Page>
  );
}
