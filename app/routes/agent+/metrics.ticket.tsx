import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { ticketStory } from "#app/domain/diary/ticket-story.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { TicketTimeline } from "#app/ui/helpdesks/ticket-timeline.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:columns.ticket");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireAgent(context);
  const connectionId = id(url.searchParams.get("connection") ?? undefined);
  return ticketStory(context.db, { connectionId, ticketId: url.searchParams.get("id") ?? "" }, actor);
});

export default function Ticket() {
  const { t } = useTranslation("helpdesks");
  return (
    <TicketTimeline
      story={useLoaderData<typeof loader>()}
      back={{ to: "/agent/metrics", label: t("metrics.own") }}
      diary={(_, week) => `/agent/diary?week=${week}`}
    />
  );
}
