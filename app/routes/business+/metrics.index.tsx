import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { teamMetrics } from "#app/domain/diary/agent-metrics.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { HowFiguresAreMade, MetricsTable, sortable } from "#app/ui/helpdesks/metrics-table.tsx";
import { MetricsWeek } from "#app/ui/helpdesks/metrics-week.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:metrics.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const now = context.now();
  const newest = weekOf(now);
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : newest;
  const sort = sortable.find((one) => one === url.searchParams.get("sort")) ?? "name";
  const descending = url.searchParams.get("dir") === "desc";
  const [figures, adherence] = await Promise.all([
    teamMetrics(context.db, { businessId, week }, actor),
    adherenceOfWeek(context.db, { businessId }, week, now, actor),
  ]);
  return { ...figures, adherence, week, newest, sort, descending };
});

export default function TeamMetrics() {
  const { lines, team, adherence, unmapped, connected, week, newest, sort, descending } = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  return (
    <Page
      title={t("metrics.title")}
      subtitle={t("metrics.subtitle")}
      actions={
        <LinkButton to="/business/helpdesks" variant="secondary">
          {t("metrics.toHelpdesks")}
        </LinkButton>
      }
    >
      {connected ? null : <Notice tone="sky">{t("metrics.noHelpdesk")}</Notice>}
      {unmapped.events > 0 ? (
        <Notice tone="marigold">
          <Link to="/business/helpdesks" className="underline">
            {t("metrics.unmapped", { events: unmapped.events, identities: unmapped.identities })}
          </Link>
        </Notice>
      ) : null}
      <MetricsWeek week={week} newest={newest} />
      {lines.length === 0 ? (
        <EmptyState title={t("metrics.nobody")} action={<LinkButton to="/business/contracts">{t("metrics.agent")}</LinkButton>} />
      ) : (
        <MetricsTable
          caption={t("metrics.title")}
          rows={lines.map((line) => ({ ...line, name: line.agentName }))}
          team={team}
          adherence={adherence}
          sort={sort}
          descending={descending}
          to={(contractId) => `/business/metrics/${contractId}?week=${week}`}
        />
      )}
      <HowFiguresAreMade />
    </Page>
  );
}
