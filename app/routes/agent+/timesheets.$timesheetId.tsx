import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { protectionOfWeek } from "#app/domain/billing/protection-of-week.server.ts";
import { disputesOfWeek } from "#app/domain/disputes/disputes.server.ts";
import { payOfWeek } from "#app/domain/payouts/pay-of-week.server.ts";
import { answerWeekChange, withdrawWeekChange } from "#app/domain/timesheets/answer-week-change.server.ts";
import { sayAboutQuestion } from "#app/domain/timesheets/ask-about-week.server.ts";
import { proposeAddedTime, proposeTakeOut } from "#app/domain/timesheets/propose-week-change.server.ts";
import { timesheetLifecycle } from "#app/domain/timesheets/timesheet.ts";
import { timesheetPage } from "#app/domain/timesheets/timesheets.server.ts";
import { addTimeInput, answerChangeInput, takeOutInput } from "#app/domain/timesheets/week-change.ts";
import { weekPapers } from "#app/domain/timesheets/week-papers.server.ts";
import { paidOf, sayInput, segmentsIn } from "#app/domain/timesheets/week-question.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { WeekProtection } from "#app/ui/billing/week-protection.tsx";
import type { Clock } from "#app/ui/diary/clocks.tsx";
import { WeekDisputes } from "#app/ui/disputes/week-disputes.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Hidden, TextArea } from "#app/ui/kit/form.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { TraceLink } from "#app/ui/reconciliation/trace-link.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { TimesheetDetail } from "#app/ui/timesheets/timesheet-detail.tsx";
import { WorkRows } from "#app/ui/timesheets/work-rows.tsx";

export const meta = pageTitle("timesheets:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  const page = await timesheetPage(context.db, id(params.timesheetId), actor);
  const [money, disputes, protection, papers] = await Promise.all([
    payOfWeek(context.db, page.timesheet, actor),
    disputesOfWeek(context.db, page.timesheet, actor, context.now()),
    protectionOfWeek(context.db, page.timesheet, actor),
    weekPapers(context.db, page.timesheet, actor),
  ]);
  return { ...page, money, disputes, protection, papers, formId: newId() };
});

const input = z.discriminatedUnion("intent", [sayInput, takeOutInput, addTimeInput, answerChangeInput]);

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const timesheetId = id(params.timesheetId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const by = contextOf(actor, context);
  const { segments } = form.value.intent === "takeOut" ? await timesheetPage(context.db, timesheetId, actor) : { segments: [] };
  await context.db.transaction(async (tx) => {
    const said = form.value;
    if (said.intent === "say") {
      const { questionId, formId: wordsId, words } = said;
      return sayAboutQuestion(tx, { questionId, timesheetId, wordsId, words }, by);
    }
    if (said.intent === "takeOut") {
      const segmentIds = segmentsIn(paidOf(segments), said.segments);
      return proposeTakeOut(tx, { weekChangeId: said.formId, timesheetId, segmentIds, reason: said.reason }, by);
    }
    if (said.intent === "addTime") return proposeAddedTime(tx, { ...said, weekChangeId: said.formId, timesheetId }, by);
    const { weekChangeId, intent, answer } = said;
    if (intent === "withdraw") return withdrawWeekChange(tx, { weekChangeId }, by);
    return answerWeekChange(tx, { weekChangeId, answer: intent, words: answer }, by);
  });
  return redirect(`/agent/timesheets/${timesheetId}`);
});

export default function AgentTimesheet() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation("timesheets");
  const clocks: Clock[] = [
    { key: "yours", zone: page.agentZone },
    { key: "business", zone: page.businessZone },
    { key: "utc", zone: "UTC" },
  ];
  const reasons = page.protection?.reasons ?? new Map();
  const rows = { segments: page.segments, reasons, clocks, currency: page.timesheet.currency };
  return (
    <TimesheetDetail
      {...page}
      area="agent"
      clocks={clocks}
      mayAct
      choose={
        <>
          <WorkRows {...rows} />
          <Hidden name="formId" value={page.formId} />
          <TextArea name="reason" label={t("changes.takeOutReason")} hint={t("changes.takeOutHint")} rows={2} maxLength={500} />
          <div>
            <Button variant="secondary">{t("changes.takeOut")}</Button>
          </div>
        </>
      }
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
