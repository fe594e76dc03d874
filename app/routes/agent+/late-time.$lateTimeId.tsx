import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { contestLateTime } from "#app/domain/timesheets/contest-late-time.server.ts";
import { contestLateTimeInput, contestUntil } from "#app/domain/timesheets/late-time.ts";
import { lateTimePage } from "#app/domain/timesheets/late-times.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Form, TextArea } from "#app/ui/kit/form.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { LateRows, LateTimeDetail } from "#app/ui/timesheets/late-time-detail.tsx";

export const meta = pageTitle("timesheets:late.title");

export const loader = loaderOf(({ context, params }) => {
  const { actor } = requireAgent(context);
  return lateTimePage(context.db, id(params.lateTimeId), actor);
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const lateTimeId = id(params.lateTimeId);
  const form = await readForm(request, context, contestLateTimeInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => contestLateTime(tx, { lateTimeId, ...form.value }, contextOf(actor, context)));
  return redirect(`/agent/late-time/${lateTimeId}`);
});

export default function AgentLateTime() {
  const page = useLoaderData<typeof loader>();
  const { late, segments } = page;
  const { t } = useTranslation("timesheets");
  const { now } = useReader();
  const clocks = [
    { key: "yours" as const, zone: page.agentZone },
    { key: "business" as const, zone: page.businessZone },
    { key: "utc" as const, zone: "UTC" },
  ];
  const until = late.decidedAt ? contestUntil(late.decidedAt) : null;
  return (
    <LateTimeDetail
      {...page}
      area="agent"
      clocks={clocks}
      action={
        late.state === "declined" && until && now <= until ? (
          <div className="grid gap-4">
            <LateRows segments={segments} clocks={clocks} />
            <Form className="grid gap-3">
              <TextArea
                name="statement"
                label={t("late.statement")}
                hint={t("late.statementHint")}
                rows={3}
                maxLength={1000}
                required
              />
              <p className="text-soft text-sm">
                {t("late.contestUntil")} <When at={until} />
              </p>
              <div>
                <Button variant="secondary">{t("late.contest")}</Button>
              </div>
            </Form>
          </div>
        ) : null
      }
    />
  );
}
