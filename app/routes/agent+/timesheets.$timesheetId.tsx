import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { protectionOfWeek } from "#app/domain/billing/protection-of-week.server.ts";
import { disputesOfWeek } from "#app/domain/disputes/disputes.server.ts";
import { payOfWeek } from "#app/domain/payouts/pay-of-week.server.ts";
import { timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { timesheetPage } from "#app/domain/timesheets/timesheets.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { id, loaderOf } from "#app/http/route.server.ts";
import { WeekProtection } from "#app/ui/billing/week-protection.tsx";
import { WeekDisputes } from "#app/ui/disputes/week-disputes.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { TraceLink } from "#app/ui/reconciliation/trace-link.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { TimesheetDetail } from "#app/ui/timesheets/timesheet-detail.tsx";

export const meta = pageTitle("timesheets:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  const page = await timesheetPage(context.db, id(params.timesheetId), actor);
  const [money, disputes, protection] = await Promise.all([
    payOfWeek(context.db, page.timesheet, actor),
    disputesOfWeek(context.db, page.timesheet, actor, context.now()),
    protectionOfWeek(context.db, page.timesheet, actor),
  ]);
  return { ...page, money, disputes, protection };
});

export default function AgentTimesheet() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation("timesheets");
  return (
    <TimesheetDetail
      {...page}
      area="agent"
      clocks={[
        { key: "yours", zone: page.agentZone },
        { key: "business", zone: page.businessZone },
        { key: "utc", zone: "UTC" },
      ]}
      bill={<TraceLink to={`/agent/trace/timesheets/${page.timesheet.id}`} />}
      protection={<WeekProtection protection={page.protection} currency={page.timesheet.currency} />}
      disputes={
        <WeekDisputes area="agent" timesheetId={page.timesheet.id} currency={page.timesheet.currency} {...page.disputes} />
      }
      review={
        timesheetLifecycle.can(page.timesheet.state, "lapse") ? (
          <Card tone="sunken" title={t("review.waiting")}>
            <p className="text-sm">
              {t("review.silence")} <When at={page.timesheet.reviewUntil} />
            </p>
          </Card>
        ) : null
      }
    />
  );
}
