import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { ticketStory } from "#app/domain/diary/ticket-story.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { TicketTimeline } from "#app/ui/helpdesks/ticket-timeline.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("helpdesks:columns.ticket");

/** Tickets are named by their helpdesk, with any letters: the name stands in the search part (?connection=...&id=Case%2010). */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireMember(context);
  const connectionId = id(url.searchParams.get("connection") ?? undefined);
  return ticketStory(context.db, { connectionId, ticketId: url.searchParams.get("id") ?? "" }, actor);
});

export default function Ticket() {
  const story = useLoaderData<typeof loader>();
  const { t } = useTranslation("helpdesks");
  return (
    <TicketTimeline
      story={story}
      back={{ to: `/business/helpdesks/${story.connection.id}`, label: t("tickets.title") }}
      diary={(contractId, week) => `/business/diary/${contractId}?week=${week}`}
    />
  );
}
