import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/accounts/permissions.ts";
import { openLateTimes } from "#app/domain/timesheets/late-times.server.ts";
import { timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { timesheetsOf } from "#app/domain/timesheets/timesheets.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { TimesheetList } from "#app/ui/timesheets/timesheet-list.tsx";

export const meta = pageTitle("timesheets:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const state = timesheetLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  const late = await openLateTimes(context.db, { businessId }, actor);
  return {
    ...(await timesheetsOf(context.db, { businessId }, { state, q, page }, actor)),
    late,
    page,
    state: state ?? null,
    mayReview: may(actor, "timesheets.review", { businessId }),
  };
});

export default function Timesheets() {
  const { rows, late, page, pages, state, mayReview } = useLoaderData<typeof loader>();
  return <TimesheetList area="business" rows={rows} late={late} mayReview={mayReview} page={page} pages={pages} state={state} />;
}
