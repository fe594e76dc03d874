import { calendarType, diaryCalendar } from "#app/http/diary-calendar.server.ts";
import { requireAgent, requireMember, requireViewer } from "#app/http/guards.server.ts";
import { contextOf, id, loaderOf } from "#app/http/route.server.ts";

/** The shifts and the recorded work of an agent, or of a business's team or one contract (`contract`), as a calendar file. */
export const loader = loaderOf(async ({ context, url }) => {
  const { viewer, actor } = requireViewer(context);
  const contractId = url.searchParams.has("contract") ? id(url.searchParams.get("contract") ?? undefined) : null;
  const side =
    viewer.kind === "agent"
      ? { agentId: requireAgent(context).agentId, contractId }
      : { businessId: requireMember(context).businessId, contractId };
  const { now } = contextOf(actor, context);
  const body = await diaryCalendar(context.db, side, { now, translate: context.translate }, actor);
  return new Response(body, {
    headers: { "Content-Type": calendarType, "Content-Disposition": 'attachment; filename="deskhand-diary.ics"' },
  });
});
