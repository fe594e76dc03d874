import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { ownMetrics } from "#app/domain/diary/agent-metrics.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { HowFiguresAreMade, MetricsTable, sortable } from "#app/ui/helpdesks/metrics-table.tsx";
import { MetricsWeek } from "#app/ui/helpdesks/metrics-week.tsx";
import { TicketTable, ticketAddress } from "#app/ui/helpdesks/ticket-table.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:metrics.own");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const now = context.now();
  const newest = weekOf(now);
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : newest;
  const sort = sortable.find((one) => one === url.searchParams.get("sort")) ?? "name";
  return {
    ...(await ownMetrics(context.db, { agentId, week }, actor)),
    adherence: await adherenceOfWeek(context.db, { agentId }, week, now, actor),
    week,
    newest,
    sort,
    descending: url.searchParams.get("dir") === "desc",
  };
});

export default function OwnMetrics() {
  const { lines, tickets, adherence, week, newest, sort, descending } = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  return (
    <Page title={t("metrics.own")} subtitle={t("metrics.ownSubtitle")}>
      <MetricsWeek week={week} newest={newest} />
      {lines.length === 0 ? (
        <EmptyState title={t("metrics.nobody")} action={<LinkButton to="/agent/tracker">{t("metrics.worked")}</LinkButton>} />
      ) : (
        <MetricsTable
          caption={t("metrics.own")}
          rows={lines.map((line) => ({ ...line, name: line.businessName }))}
          adherence={adherence}
          sort={sort}
          descending={descending}
          to={(contractId) => `/agent/contracts/${contractId}`}
        />
      )}
      <HowFiguresAreMade />
      <Card title={t("metrics.tickets")}>
        <TicketTable tickets={tickets} to={(ticket) => ticketAddress("/agent/metrics/ticket", ticket)} />
      </Card>
    </Page>
  );
}
