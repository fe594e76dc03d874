import { minutesOf } from "#app/domain/shifts/shift.ts";
import { weekOfShifts } from "#app/domain/shifts/shifts.server.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { Temporal, weekOf } from "#app/kernel/time.ts";

/** A business's week of shifts, over all roles; times in UTC and on the role's clock. */
export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : weekOf(context.now());
  const rows = await weekOfShifts(context.db, { businessId, week }, actor);
  return csvReply(
    `shifts-${week}.csv`,
    [
      "shift_id",
      "role",
      "agent",
      "state",
      "starts_utc",
      "ends_utc",
      "starts_local",
      "ends_local",
      "time_zone",
      "minutes",
      "note",
    ],
    rows.map((row) => [
      row.id,
      row.title,
      row.agentName,
      row.state,
      row.startsAt.toISOString(),
      row.endsAt.toISOString(),
      local(row.startsAt, row.timeZone),
      local(row.endsAt, row.timeZone),
      row.timeZone,
      minutesOf(row),
      row.note,
    ]),
  );
});

/** "2026-11-23T09:00:00" on a zone's clock. */
function local(at: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime().toString();
}
