import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { ruleLateTime } from "#app/domain/timesheets/contest-late-time.server.ts";
import { ruleLateTimeInput } from "#app/domain/timesheets/late-time.ts";
import { lateTimePage } from "#app/domain/timesheets/late-times.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, RadioCards, TextArea } from "#app/ui/kit/form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { LateRows, LateTimeDetail } from "#app/ui/timesheets/late-time-detail.tsx";

export const meta = pageTitle("timesheets:late.title");

export const loader = loaderOf(({ context, params }) => {
  const { actor } = requireStaff(context, "mediator");
  return lateTimePage(context.db, id(params.lateTimeId), actor);
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "mediator");
  const lateTimeId = id(params.lateTimeId);
  const form = await readForm(request, context, ruleLateTimeInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => ruleLateTime(tx, { lateTimeId, ...form.value }, contextOf(actor, context)));
  return redirect(`/desk/late-time/${lateTimeId}`);
});

export default function DeskLateTime() {
  const page = useLoaderData<typeof loader>();
  const { t } = useTranslation("timesheets");
  const clocks = [
    { key: "utc" as const, zone: "UTC" },
    { key: "agent" as const, zone: page.agentZone },
    { key: "business" as const, zone: page.businessZone },
  ];
  return (
    <LateTimeDetail
      {...page}
      area="desk"
      clocks={clocks}
      action={
        page.late.state === "contested" ? (
          <div className="grid gap-4">
            <LateRows segments={page.segments} clocks={clocks} />
            <Form className="grid gap-3">
              <RadioCards
                name="ruling"
                legend={t("late.ruling")}
                options={[
                  { value: "allow", label: t("late.allow"), description: t("late.allowHint") },
                  { value: "refuse", label: t("late.refuse"), description: t("late.refuseHint") },
                ]}
              />
              <TextArea name="words" label={t("late.rulingWords")} rows={3} maxLength={1000} required />
              <div>
                <Button>{t("late.rule")}</Button>
              </div>
            </Form>
          </div>
        ) : null
      }
    />
  );
}
