import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { decideLateTime } from "#app/domain/timesheets/decide-late-time.server.ts";
import { decideLateTimeInput } from "#app/domain/timesheets/late-time.ts";
import { lateTimePage } from "#app/domain/timesheets/late-times.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, TextArea, useField } from "#app/ui/kit/form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { LateRows, LateTimeDetail } from "#app/ui/timesheets/late-time-detail.tsx";

export const meta = pageTitle("timesheets:late.title");

export const loader = loaderOf(({ context, params }) => {
  const { actor } = requireMember(context);
  return lateTimePage(context.db, id(params.lateTimeId), actor);
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const lateTimeId = id(params.lateTimeId);
  const form = await readForm(request, context, decideLateTimeInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => decideLateTime(tx, { lateTimeId, ...form.value }, contextOf(actor, context)));
  return redirect(`/business/late-time/${lateTimeId}`);
});

export default function BusinessLateTime() {
  const page = useLoaderData<typeof loader>();
  const { late, segments, mayDecide, agentName } = page;
  const { t } = useTranslation("timesheets");
  const clocks = [
    { key: "business" as const, zone: page.businessZone },
    { key: "agent" as const, zone: page.agentZone },
    { key: "utc" as const, zone: "UTC" },
  ];
  return (
    <LateTimeDetail
      {...page}
      area="business"
      clocks={clocks}
      action={
        late.state === "waiting" && mayDecide ? (
          <div className="grid gap-4">
            <Form className="grid gap-4">
              <p className="text-soft text-sm">{t("late.choose")}</p>
              <LateRows segments={segments} clocks={clocks} boxes />
              <Refused />
              <TextArea name="reason" label={t("late.reason", { name: agentName })} rows={2} maxLength={1000} />
              <div className="flex flex-wrap gap-2">
                <Button name="intent" value="decide">
                  {t("late.decide")}
                </Button>
              </div>
            </Form>
          </div>
        ) : null
      }
    />
  );
}

function Refused() {
  const { errors } = useField("declined");
  return errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null;
}
