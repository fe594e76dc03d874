import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { may } from "#app/domain/accounts/permissions.ts";
import { protectionOfWeek } from "#app/domain/billing/protection-of-week.server.ts";
import { disputesOfWeek } from "#app/domain/disputes/disputes.server.ts";
import { payOfWeek } from "#app/domain/payouts/pay-of-week.server.ts";
import { answerWeekChange, withdrawWeekChange } from "#app/domain/timesheets/answer-week-change.server.ts";
import { approveTimesheet } from "#app/domain/timesheets/approve-timesheet.server.ts";
import { askAboutWeek, sayAboutQuestion } from "#app/domain/timesheets/ask-about-week.server.ts";
import { proposeAddedTime } from "#app/domain/timesheets/propose-week-change.server.ts";
import { approveTimesheetInput, timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { timesheetPage } from "#app/domain/timesheets/timesheets.server.ts";
import { addTimeInput, answerChangeInput } from "#app/domain/timesheets/week-change.ts";
import { weekPapers } from "#app/domain/timesheets/week-papers.server.ts";
import { askInput, paidOf, sayInput, segmentsIn } from "#app/domain/timesheets/week-question.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { WeekProtection } from "#app/ui/billing/week-protection.tsx";
import type { Clock } from "#app/ui/diary/clocks.tsx";
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
import { WorkRows } from "#app/ui/timesheets/work-rows.tsx";

export const meta = pageTitle("timesheets:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const page = await timesheetPage(context.db, id(params.timesheetId), actor);
  const [money, disputes, protection, papers] = await Promise.all([
    payOfWeek(context.db, page.timesheet, actor),
    disputesOfWeek(context.db, page.timesheet, actor, context.now()),
    protectionOfWeek(context.db, page.timesheet, actor),
    weekPapers(context.db, page.timesheet, actor),
  ]);
  return {
    ...page,
    papers,
    formId: newId(),
    money,
    disputes,
    protection,
    bill: may(actor, "bills.view", page.timesheet) ? disputes.bill : null,
    mayTrace: may(actor, "trace.view", page.timesheet),
  };
});

const input = z.discriminatedUnion("intent", [
  approveTimesheetInput.extend({ intent: z.literal("approve") }),
  askInput,
  sayInput,
  addTimeInput,
  answerChangeInput,
]);

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const timesheetId = id(params.timesheetId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const by = contextOf(actor, context);
  const { segments } = form.value.intent === "ask" ? await timesheetPage(context.db, timesheetId, actor) : { segments: [] };
  await context.db.transaction(async (tx) => {
    const said = form.value;
    if (said.intent === "approve") return approveTimesheet(tx, { timesheetId, note: said.note }, by);
    if (said.intent === "ask") {
      const segmentIds = segmentsIn(paidOf(segments), said.segments);
      return askAboutWeek(tx, { questionId: said.formId, timesheetId, segmentIds, words: said.words }, by);
    }
    if (said.intent === "say") {
      const { questionId, formId: wordsId, words } = said;
      return sayAboutQuestion(tx, { questionId, timesheetId, wordsId, words }, by);
    }
    if (said.intent === "addTime") return proposeAddedTime(tx, { ...said, weekChangeId: said.formId, timesheetId }, by);
    const { weekChangeId, intent, answer } = said;
    if (intent === "withdraw") return withdrawWeekChange(tx, { weekChangeId }, by);
    return answerWeekChange(tx, { weekChangeId, answer: intent, words: answer }, by);
  });
  return redirect(`/business/timesheets/${timesheetId}`);
});

export default function BusinessTimesheet() {
  const page = useLoaderData<typeof loader>();
  const { timesheet, bill, disputes, protection, approvalFirst, mayReview, mayTrace, papers, formId } = page;
  const { t } = useTranslation("timesheets");
  const { locale } = useReader();
  const clocks: Clock[] = [
    { key: "business", zone: page.businessZone },
    { key: "agent", zone: page.agentZone },
    { key: "utc", zone: "UTC" },
  ];
  const reasons = page.protection?.reasons ?? new Map();
  const rows = { segments: page.segments, reasons, clocks, currency: timesheet.currency };
  const pay = formatMoney(money(timesheet.pay, timesheet.currency), locale);
  return (
    <TimesheetDetail
      {...page}
      area="business"
      clocks={clocks}
      mayAct={mayReview}
      choose={
        mayReview ? (
          <>
            <WorkRows {...rows} />
            <TextArea name="words" label={t("questions.ask", { name: page.agentName })} rows={2} maxLength={1000} />
            <div className="flex flex-wrap gap-2">
              <Button variant="secondary">{t("questions.askAction")}</Button>
              {disputes.mayOpen ? (
                <Button
                  name="timesheet"
                  value={timesheet.id}
                  variant="secondary"
                  formMethod="get"
                  formAction="/business/disputes/new"
                >
                  {t("rows.dispute")}
                </Button>
              ) : null}
            </div>
            <input type="hidden" name="formId" value={formId} />
          </>
        ) : null
      }
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
            {papers.questions.some((one) => !one.answered) ? (
              <p className="font-medium text-sm">{t("questions.unanswered")}</p>
            ) : null}
            <p className="text-sm">
              {t("review.text")} {t("review.silence")} <When at={timesheet.reviewUntil} />
            </p>
            {approvalFirst && !protection ? <p className="text-sm">{t("review.chargedOnApproval")}</p> : null}
            {mayReview ? (
              <Form intent="approve" className="grid gap-3">
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
