import { useLoaderData } from "@remix-run/react";
import { disputeLifecycle } from "#app/domain/disputes/dispute.ts";
import { disputesOf } from "#app/domain/disputes/disputes.server.ts";
import { openLateTimes } from "#app/domain/timesheets/late-times.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { DisputeList } from "#app/ui/disputes/dispute-list.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { LateTimeList } from "#app/ui/timesheets/late-time-list.tsx";

export const meta = pageTitle("disputes:title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context);
  const state = disputeLifecycle.states.find((one) => one === url.searchParams.get("state"));
  const q = url.searchParams.get("q")?.trim() || undefined;
  const page = pageOf(url);
  const late = await openLateTimes(context.db, "desk", actor);
  return { late, ...(await disputesOf(context.db, {}, { state, q, page }, actor)), page, state: state ?? null };
});

export default function DeskDisputes() {
  const { late, ...list } = useLoaderData<typeof loader>();
  return (
    <div className="grid gap-5">
      <LateTimeList area="desk" rows={late.map(({ late: one, agentName }) => ({ ...one, who: agentName }))} />
      <DisputeList area="desk" {...list} />
    </div>
  );
}
