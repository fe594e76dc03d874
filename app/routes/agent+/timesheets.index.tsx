import { useLoaderData } from "@remix-run/react";
import { openLateTimes } from "#app/domain/timesheets/late-times.server.ts";
import { timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { timesheetsOf } from "#app/domain/timesheets/timesheets.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { TimesheetList } from "#app/ui/timesheets/timesheet-list.tsx";

export const meta = pageTitle("timesheets:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const state = timesheetLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  const late = await openLateTimes(context.db, { agentId }, actor);
  return { ...(await timesheetsOf(context.db, { agentId }, { state, q, page }, actor)), late, page, state: state ?? null };
});

export default function Timesheets() {
  const { rows, late, page, pages, state } = useLoaderData<typeof loader>();
  return <TimesheetList area="agent" rows={rows} late={late} page={page} pages={pages} state={state} />;
}
