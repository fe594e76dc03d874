import { timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { allTimesheetsOf } from "#app/domain/timesheets/timesheets.server.ts";
import { csvReply } from "#app/http/csv.server.ts";
import { requireAgent, requireMember, requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { money, toMajor } from "#app/kernel/money.ts";

/** The list as it is filtered, all its pages; of the agent's own weeks or the business's. Amounts in major units. */
export const loader = loaderOf(async ({ context, url }) => {
  const { viewer, actor } = requireViewer(context);
  const side =
    viewer.kind === "agent" ? { agentId: requireAgent(context).agentId } : { businessId: requireMember(context).businessId };
  const state = timesheetLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const rows = await allTimesheetsOf(context.db, side, { state, q }, actor);
  const business = "businessId" in side;
  return csvReply(
    "timesheets.csv",
    [
      "timesheet_id",
      "week",
      "agent",
      "business",
      "contract",
      "state",
      "minutes",
      "over_limit_minutes",
      "currency",
      "hourly_rate",
      "pay",
      ...(business ? ["fee"] : []),
      "closed_utc",
      "review_until_utc",
      "approved_utc",
      "by_silence",
      "available_utc",
      "note",
    ],
    rows.map(({ timesheet, agentName, businessName, title }) => {
      const major = (minor: bigint) => toMajor(money(minor, timesheet.currency));
      return [
        timesheet.id,
        timesheet.week,
        agentName,
        businessName,
        title,
        timesheet.state,
        timesheet.minutes,
        timesheet.overLimitMinutes,
        timesheet.currency,
        major(timesheet.hourlyRate),
        major(timesheet.pay),
        ...(business ? [major(timesheet.fee)] : []),
        timesheet.frozenAt.toISOString(),
        timesheet.reviewUntil.toISOString(),
        timesheet.approvedAt?.toISOString(),
        timesheet.lapsedAt ? "yes" : "no",
        timesheet.availableAt.toISOString(),
        timesheet.note,
      ];
    }),
  );
});
