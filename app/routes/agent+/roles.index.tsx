import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { commonLanguages, isLanguage } from "#app/domain/agents/languages.ts";
import { channels } from "#app/domain/agents/profile.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { openRoles } from "#app/domain/roles/roles.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { SearchBar } from "#app/ui/kit/search-bar.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:browse.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { agentId } = requireAgent(context);
  const language = url.searchParams.get("language") ?? "";
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  const agent = await agentProfile(context.db, agentId);
  const channel = channels.find((one) => one === url.searchParams.get("channel"));
  const asked = { q, language: isLanguage(language) ? language : undefined, channel, page };
  const { rows, pages } = await openRoles(context.db, asked);
  const matched = rows.map((row) => {
    const { fit, parts, unmet } = matchOf(row.role, agent, context.now());
    return { ...row, fit, points: parts.total, unmet };
  });
  return { rows: matched, pages, page, language, channel: channel ?? "", complete: agent.completedAt !== null };
});

export default function BrowseRoles() {
  const { rows, pages, page, language, channel, complete } = useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const byName = commonLanguages
    .map((code) => ({ code, name: languageName(locale, code) }))
    .sort((a, b) => a.name.localeCompare(b.name, locale));
  const filter = (
    <>
      <label className="grid gap-1 text-sm">
        <span className="sr-only">{t("browse.language")}</span>
        <select name="language" defaultValue={language} className="h-10 rounded-lg border border-line-strong bg-raised px-2">
          <option value="">{t("browse.anyLanguage")}</option>
          {byName.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="grid gap-1 text-sm">
        <span className="sr-only">{t("form.channels")}</span>
        <select name="channel" defaultValue={channel} className="h-10 rounded-lg border border-line-strong bg-raised px-2">
          <option value="">{t("browse.anyChannel")}</option>
          {channels.map((one) => (
            <option key={one} value={one}>
              {t(`agents:channels.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
  return (
    <Page title={t("browse.title")} subtitle={t("browse.subtitle")}>
      <SearchBar placeholder={t("browse.search")} filters={filter} />
      {rows.length === 0 ? <EmptyState title={t("browse.empty")}>{t("browse.emptyText")}</EmptyState> : null}
      <ul className="grid gap-3">
        {rows.map(({ role, businessName, fit, points, unmet }) => (
          <li key={role.id} className="grid gap-2 rounded-lg border border-line bg-raised p-4">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h2 className="font-semibold">
                <Link to={`/agent/roles/${role.id}`} className="hover:underline">
                  {role.title}
                </Link>
              </h2>
              {complete ? (
                <span className="flex flex-wrap gap-2">
                  <Badge tone={unmet.includes("hours") ? "marigold" : "green"}>
                    {t("browse.fit", { covered: fit.covered / 2, need: fit.need / 2 })}
                  </Badge>
                  {unmet.length === 0 ? (
                    <Badge tone="teal">{t("browse.points", { points: Math.round(points / 10_000) })}</Badge>
                  ) : null}
                </span>
              ) : null}
            </div>
            <p className="text-soft text-sm">
              {businessName} ·{" "}
              {role.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`).join(", ")} ·{" "}
              {role.channels.map((one) => t(`agents:channels.${one}`)).join(", ")}
            </p>
            <p className="line-clamp-2 text-sm">{role.description}</p>
            <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
              {role.maxRate === null ? null : (
                <span>
                  {t("browse.upTo")} <MoneyText value={money(role.maxRate, role.currency)} />
                </span>
              )}
              {complete && unmet.length > 0 ? (
                <span className="text-soft">
                  {t("matching:unmet.agent")} {unmet.map((one) => t(`matching:unmet.${one}`)).join("; ")}
                </span>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
      <Pager page={page} pages={pages} />
    </Page>
  );
}
