import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { billsBehind } from "#app/domain/billing/bills.server.ts";
import { protectionOfWeek } from "#app/domain/billing/protection-of-week.server.ts";
import { disputesOfWeek } from "#app/domain/disputes/disputes.server.ts";
import { payOfWeek } from "#app/domain/payouts/pay-of-week.server.ts";
import { approveTimesheet } from "#app/domain/timesheets/approve-timesheet.server.ts";
import { approveTimesheetInput, timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { timesheetPage } from "#app/domain/timesheets/timesheets.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { WeekProtection } from "#app/ui/billing/week-protection.tsx";
import { WeekDisputes } from "#app/ui/disputes/week-disputes.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { TraceLink } from "#app/ui/reconciliation/trace-link.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { TimesheetDetail } from "#app/ui/timesheets/timesheet-detail.tsx";

export const meta = pageTitle("timesheets:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const page = await timesheetPage(context.db, id(params.timesheetId), actor);
  const [money, [behind], disputes, protection] = await Promise.all([
    payOfWeek(context.db, page.timesheet, actor),
    may(actor, "bills.view", page.timesheet) ? billsBehind(context.db, [page.timesheet.id]) : [],
    disputesOfWeek(context.db, page.timesheet, actor, context.now()),
    protectionOfWeek(context.db, page.timesheet, actor),
  ]);
  return {
    ...page,
    money,
    disputes,
    protection,
    bill: behind ? { id: behind.bill.id, state: behind.bill.state } : null,
    mayTrace: may(actor, "trace.view", page.timesheet),
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const timesheetId = id(params.timesheetId);
  const form = await readForm(request, context, approveTimesheetInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => approveTimesheet(tx, { timesheetId, ...form.value }, contextOf(actor, context)));
  return redirect(`/business/timesheets/${timesheetId}`);
});

export default function BusinessTimesheet() {
  const page = useLoaderData<typeof loader>();
  const { timesheet, bill, disputes, protection, approvalFirst, mayReview, mayTrace } = page;
  const { t } = useTranslation("timesheets");
  const { locale } = useReader();
  const pay = formatMoney(money(timesheet.pay, timesheet.currency), locale);
  return (
    <TimesheetDetail
      {...page}
      area="business"
      clocks={[
        { key: "business", zone: page.businessZone },
        { key: "agent", zone: page.agentZone },
        { key: "utc", zone: "UTC" },
      ]}
      bill={
        bill ? (
          <>
            <p className="flex items-center justify-between gap-2 text-sm">
              <Link to={`/business/bills/${bill.id}`} className="text-accent hover:underline">
                {t("detail.bill")}
              </Link>
              <BillBadge state={bill.state} />
            </p>
            {mayTrace ? <TraceLink to={`/business/trace/timesheets/${timesheet.id}`} /> : null}
          </>
        ) : null
      }
      protection={<WeekProtection protection={protection} currency={timesheet.currency} />}
      disputes={<WeekDisputes area="business" timesheetId={timesheet.id} currency={timesheet.currency} {...disputes} />}
      review={
        timesheetLifecycle.can(timesheet.state, "approve") ? (
          <Card title={t("review.title")}>
            <p className="text-sm">
              {t("review.text")} {t("review.silence")} <When at={timesheet.reviewUntil} />
            </p>
            {approvalFirst && !protection ? <p className="text-sm">{t("review.chargedOnApproval")}</p> : null}
            {mayReview ? (
              <Form className="grid gap-3">
                <TextArea name="note" label={t("review.note", { name: page.agentName })} rows={2} maxLength={500} />
                <div>
                  <Button>{t("review.approve", { amount: pay })}</Button>
                </div>
              </Form>
            ) : (
              <p className="text-soft text-sm">{t("review.readOnly")}</p>
            )}
          </Card>
        ) : null
      }
    />
  );
}
