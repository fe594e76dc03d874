import { eventList } from "#app/domain/helpdesks/event-list.server.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireAgent, requireMember, requireViewer } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { addDays, startOfWeek, weekOf } from "#app/kernel/time.ts";

/** A week's helpdesk events, or with `?all=1` all there are: what the figures are made of. Of a business, or of an agent's own contracts. */
export const loader = loaderOf(async ({ context, url }) => {
  const { viewer, actor } = requireViewer(context);
  const side =
    viewer.kind === "agent" ? { agentId: requireAgent(context).agentId } : { businessId: requireMember(context).businessId };
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : weekOf(context.now());
  const all = url.searchParams.get("all") === "1";
  const from = all ? new Date(0) : startOfWeek(week);
  const to = all ? addDays(context.now(), 1) : addDays(from, 7);
  const rows = eventList(context.db, side, { from, to }, actor);
  return csvStream(
    all ? "helpdesk-events.csv" : `helpdesk-events-${week}.csv`,
    ["helpdesk", "ticket", "event", "occurred_utc", "login", "agent", "contract_id", "score", "event_id", "received_utc"],
    cells(rows),
  );
});

async function* cells(rows: ReturnType<typeof eventList>) {
  for await (const { event, helpdesk, login, agentName } of rows)
    yield [
      helpdesk,
      event.ticketId,
      event.kind,
      event.occurredAt.toISOString(),
      login,
      agentName,
      event.contractId,
      event.score,
      event.externalId,
      event.receivedAt.toISOString(),
    ];
}
