import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { contractMetrics } from "#app/domain/diary/agent-metrics.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { WeekSwitch } from "#app/ui/diary/week-switch.tsx";
import { HowFiguresAreMade, MetricsTable } from "#app/ui/helpdesks/metrics-table.tsx";
import { TicketTable, ticketAddress } from "#app/ui/helpdesks/ticket-table.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:metrics.title");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor, businessId } = requireMember(context);
  const now = context.now();
  const newest = weekOf(now);
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : newest;
  const contractId = id(params.contractId);
  const figures = await contractMetrics(context.db, { contractId, week }, actor);
  const adherence = await adherenceOfWeek(context.db, { businessId }, week, now, actor);
  return { ...figures, adherence: adherence.filter((one) => one.contractId === contractId), week, newest };
});

export default function AgentMetrics() {
  const { line, tickets, adherence, week, newest } = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  return (
    <Page
      title={t("metrics.of", { name: line.agentName })}
      subtitle={line.title}
      back={{ to: `/business/metrics?week=${week}`, label: t("metrics.title") }}
      actions={
        <LinkButton to={`/business/diary/${line.contractId}?week=${week}`} variant="secondary">
          {t("metrics.worked")}
        </LinkButton>
      }
    >
      <WeekSwitch week={week} newest={newest} />
      <MetricsTable
        caption={t("metrics.of", { name: line.agentName })}
        rows={[{ ...line, name: line.agentName }]}
        adherence={adherence}
        sort="name"
        descending={false}
        to={(contractId) => `/business/contracts/${contractId}`}
      />
      <HowFiguresAreMade />
      <Card title={t("metrics.tickets")}>
        <TicketTable tickets={tickets} to={(ticket) => ticketAddress("/business/metrics/ticket", ticket)} />
      </Card>
    </Page>
  );
}
