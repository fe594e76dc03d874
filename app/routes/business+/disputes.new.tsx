import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { disputeReasons, namedSegments, openDisputeInput } from "#app/domain/disputes/dispute.ts";
import { disputableWeek } from "#app/domain/disputes/disputes.server.ts";
import { openDispute } from "#app/domain/disputes/open-dispute.server.ts";
import { rangesField, segmentsIn } from "#app/domain/timesheets/week-question.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { SegmentPicker } from "#app/ui/disputes/segment-picker.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, Hidden, SelectField, TextArea } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("disputes:open.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireMember(context);
  const timesheetId = id(url.searchParams.get("timesheet") ?? undefined);
  // The id is made with the form, so that sending it twice opens one dispute.
  const week = await disputableWeek(context.db, timesheetId, actor, context.now());
  const named = rangesField.safeParse(url.searchParams.getAll("segments"));
  const chosen = named.success ? segmentsIn(week.segments, named.data) : [];
  return { ...week, chosen, disputeId: newId() };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor } = requireMember(context);
  const timesheetId = id(url.searchParams.get("timesheet") ?? undefined);
  const week = await disputableWeek(context.db, timesheetId, actor, context.now());
  const form = await readForm(request, context, openDisputeInput);
  if (!form.ok) return form.reply;
  const { disputeId, reason, statement } = form.value;
  const free = week.segments.filter((one) => !one.settled);
  const segmentIds = namedSegments(free, form.value);
  await context.db.transaction((tx) =>
    openDispute(tx, { disputeId, timesheetId, segmentIds, reason, statement }, contextOf(actor, context)),
  );
  return redirect(`/business/disputes/${disputeId}`);
});

export default function NewDispute() {
  const { timesheet, title, agentName, segments, chosen, disputeId, until, open } = useLoaderData<typeof loader>();
  const { t } = useTranslation("disputes");
  const { locale } = useReader();
  const monday = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${timesheet.week}T00:00:00Z`),
  );
  return (
    <Page
      title={t("open.heading", { name: agentName, monday })}
      subtitle={title}
      back={{ to: `/business/timesheets/${timesheet.id}`, label: t("detail.timesheet") }}
    >
      {open ? (
        <Form className="grid gap-5">
          <Hidden name="disputeId" value={disputeId} />
          <Card title={t("open.what")}>
            <SegmentPicker segments={segments} chosen={chosen} currency={timesheet.currency} />
          </Card>
          <Card title={t("open.why")}>
            <SelectField
              name="reason"
              label={t("fields.reason")}
              required
              placeholder={t("open.chooseReason")}
              options={disputeReasons.map((reason) => ({ value: reason, label: t(`reasons.${reason}`) }))}
            />
            <TextArea name="statement" label={t("open.statement")} hint={t("open.statementHint")} required maxLength={2000} />
          </Card>
          <Card tone="sunken" title={t("open.then")}>
            <ul className="grid list-disc gap-1 pl-5 text-sm">
              <li>{t("open.thenHeld", { name: agentName })}</li>
              <li>{t("open.thenAnswer", { name: agentName })}</li>
              <li>{t("open.thenDecided")}</li>
            </ul>
            {until ? (
              <p className="text-soft text-sm">
                {t("week.until")} <When at={until} />
              </p>
            ) : null}
            <div>
              <Button>{t("open.action")}</Button>
            </div>
          </Card>
        </Form>
      ) : (
        <EmptyState
          title={t("errors.tooLate")}
          action={
            <LinkButton to={`/business/timesheets/${timesheet.id}`} variant="secondary">
              {t("detail.timesheet")}
            </LinkButton>
          }
        />
      )}
    </Page>
  );
}
