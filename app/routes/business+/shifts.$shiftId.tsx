import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { changeOneShift } from "#app/domain/shifts/change-week.server.ts";
import { hasBegun, minutesOf, shiftChange, shiftLifecycle } from "#app/domain/shifts/shift.ts";
import { shiftPage } from "#app/domain/shifts/shifts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { ShiftBadge } from "#app/ui/shifts/shift-badge.tsx";
import { ShiftFields } from "#app/ui/shifts/shift-fields.tsx";
import { useShiftWords } from "#app/ui/shifts/shift-words.ts";

export const meta = pageTitle("shifts:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const page = await shiftPage(context.db, id(params.shiftId), actor);
  return {
    ...page,
    begun: hasBegun(page.shift, context.now()),
    mayManage: may(actor, "shifts.manage", page.shift as { businessId: string }),
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const shiftId = id(params.shiftId);
  const { shift } = await shiftPage(context.db, shiftId, actor);
  const form = await readForm(request, context, shiftChange);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => changeOneShift(tx, { shiftId, change: form.value }, contextOf(actor, context)));
  return redirect(form.value.intent === "cancel" ? weekAddress(shift) : `/business/shifts/${shiftId}`);
});

function weekAddress({ week, roleId }: { week: string; roleId: string }): string {
  return `/business/shifts?week=${week}&role=${roleId}`;
}

export default function Shift() {
  const { shift, moves, team, begun, mayManage } = useLoaderData<typeof loader>();
  const { t } = useTranslation("shifts");
  const words = useShiftWords(shift.timeZone);
  const clock = (at: Date) => words.times({ startsAt: at, endsAt: at }).slice(0, 5);
  const changes = mayManage && !begun && shiftLifecycle.can(shift.state, "edit");
  return (
    <Page
      title={words.whole(shift)}
      subtitle={`${shift.title} · ${shift.timeZone}`}
      state={<ShiftBadge state={shift.state} />}
      back={{ to: weekAddress(shift), label: t("detail.back") }}
      aside={
        <Card title={t("detail.facts")}>
          <Facts
            items={[
              { label: t("fields.who"), value: shift.agentName ?? t("detail.nobody") },
              { label: t("detail.length"), value: <Minutes value={minutesOf(shift)} /> },
              { label: t("fields.from"), value: <When at={shift.startsAt} /> },
              { label: t("fields.to"), value: <When at={shift.endsAt} /> },
              ...(shift.note ? [{ label: t("fields.note"), value: shift.note }] : []),
            ]}
          />
        </Card>
      }
    >
      {begun && shift.state !== "cancelled" ? <Notice tone="neutral">{t("detail.begun")}</Notice> : null}
      {changes ? (
        <Card title={t("detail.change")}>
          <Form intent="change" className="grid gap-4">
            <ShiftFields
              team={team}
              zone={shift.timeZone}
              keep={shift.state === "open" ? t("detail.staysOpen") : undefined}
              defaults={{
                day: dateIn(shift.startsAt, shift.timeZone),
                from: clock(shift.startsAt),
                to: clock(shift.endsAt),
                note: shift.note,
                contractId: shift.contractId ?? undefined,
              }}
            />
            <div>
              <Button>{t(shift.state === "draft" ? "detail.save" : "detail.saveAndTell")}</Button>
            </div>
          </Form>
          <Form intent="cancel">
            <ConfirmDialog
              trigger={t(shift.state === "draft" ? "detail.delete" : "detail.cancel")}
              title={t(shift.state === "draft" ? "detail.deleteTitle" : "detail.cancelTitle")}
              confirmLabel={t(shift.state === "draft" ? "detail.delete" : "detail.cancel")}
            >
              {shift.state === "draft" ? null : <TextField name="reason" label={t("detail.reason")} maxLength={200} />}
            </ConfirmDialog>
          </Form>
        </Card>
      ) : null}
      <Card title={t("detail.history")}>
        {moves.length === 0 ? <p className="text-soft text-sm">{t("detail.noHistory")}</p> : null}
        <ol className="grid gap-2 text-sm">
          {moves.map((move) => (
            <li key={move.id} className="flex flex-wrap gap-x-2">
              <When at={move.at} />
              <span className="font-medium">{t(`moves.${move.move}`)}</span>
              <span>{move.to ?? t("detail.nobody")}</span>
              <span className="text-soft">{t("detail.by", { name: move.by ?? "Deskhand" })}</span>
              {move.note ? <span className="basis-full text-soft">{move.note}</span> : null}
            </li>
          ))}
        </ol>
      </Card>
    </Page>
  );
}
