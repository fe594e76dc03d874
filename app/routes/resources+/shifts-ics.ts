import { calendarFile } from "#app/domain/shifts/calendar.ts";
import { calendarOf } from "#app/domain/shifts/shifts.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { addDays } from "#app/kernel/time.ts";

/** What is behind somebody for longer is not put into their calendar anew. */
const DAYS_BACK = 28;

/** An agent's own published shifts as a calendar file. */
export const loader = loaderOf(async ({ context }) => {
  const { actor, agentId } = requireAgent(context);
  const now = context.now();
  const rows = await calendarOf(context.db, { agentId, from: addDays(now, -DAYS_BACK) }, actor);
  const events = rows.map((row) => ({
    ...row,
    uid: `shift-${row.id}`,
    title: `${row.businessName} · ${row.title}`,
    description: [row.note, context.translate("shifts:own.calendarText")].filter(Boolean).join("\n"),
  }));
  return new Response(calendarFile({ name: context.translate("shifts:own.calendarName"), events, now }), {
    headers: {
      "Content-Type": "text/calendar; charset=utf-8; method=PUBLISH",
      "Content-Disposition": 'attachment; filename="deskhand-shifts.ics"',
    },
  });
});
