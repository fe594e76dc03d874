import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { changeOwnShift } from "#app/domain/shifts/change-own-shift.server.ts";
import { hasBegun, ownShiftChange } from "#app/domain/shifts/shift.ts";
import { ownShiftPage } from "#app/domain/shifts/shifts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form, Hidden, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { ShiftWords } from "#app/ui/shifts/own-shifts.tsx";
import { useShiftWords } from "#app/ui/shifts/shift-words.ts";
import { SwapButton, SwapWords } from "#app/ui/shifts/swap-list.tsx";

export const meta = pageTitle("shifts:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, agentId } = requireAgent(context);
  const now = context.now();
  const page = await ownShiftPage(context.db, { shiftId: id(params.shiftId), agentId, now }, actor);
  return { ...page, begun: hasBegun(page.shift, now) };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const shiftId = id(params.shiftId);
  const form = await readForm(request, context, ownShiftChange);
  if (!form.ok) return form.reply;
  const change = "shiftId" in form.value ? { ...form.value, shiftId } : form.value;
  await context.db.transaction((tx) => changeOwnShift(tx, change, contextOf(actor, context)));
  return redirect(form.value.intent === "release" ? "/agent/shifts" : `/agent/shifts/${shiftId}`);
});

export default function OwnShift() {
  const { shift, colleagues, waiting, begun } = useLoaderData<typeof loader>();
  const { t } = useTranslation("shifts");
  const { timeZone } = useReader();
  const words = useShiftWords(timeZone);
  const people = colleagues.filter((one, i) => colleagues.findIndex((other) => other.contractId === one.contractId) === i);
  const options = people.flatMap((person) => [
    { value: person.contractId, label: t("swap.gift", { name: person.agentName }) },
    ...colleagues
      .filter((one) => one.contractId === person.contractId && one.shiftId && one.startsAt && one.endsAt)
      .map((one) => ({
        value: `${one.contractId}/${one.shiftId}`,
        label: t("swap.exchange", { name: one.agentName, when: words.whole({ startsAt: one.startsAt!, endsAt: one.endsAt! }) }),
      })),
  ]);
  return (
    <Page
      title={words.whole(shift)}
      subtitle={`${shift.businessName} · ${shift.title}`}
      back={{ to: `/agent/shifts?week=${weekOf(shift.startsAt)}`, label: t("own.title") }}
    >
      <Card>
        <ShiftWords shift={shift} />
      </Card>
      {begun ? <Notice tone="neutral">{t("detail.begun")}</Notice> : null}
      {waiting ? (
        <Card title={t("swap.waiting")}>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <SwapWords swap={waiting} zone={timeZone} />
            <SwapButton intent="withdraw" swapId={waiting.id} />
          </div>
        </Card>
      ) : null}
      {begun ? null : (
        <>
          {waiting ? null : (
            <Card title={t("swap.title")}>
              <p className="text-soft text-sm">{t(options.length === 0 ? "swap.nobody" : "swap.text")}</p>
              {options.length === 0 ? null : (
                <Form intent="offerSwap" className="grid max-w-lg gap-4">
                  <Hidden name="shiftId" value={shift.id} />
                  <SelectField name="with" label={t("swap.with")} options={options} placeholder={t("swap.choose")} required />
                  <TextField name="note" label={t("swap.note")} maxLength={200} />
                  <div>
                    <Button>{t("swap.action")}</Button>
                  </div>
                </Form>
              )}
            </Card>
          )}
          <Card title={t("release.title")}>
            <p className="text-soft text-sm">{t("release.text")}</p>
            <Form intent="release">
              <Hidden name="shiftId" value={shift.id} />
              <ConfirmDialog trigger={t("release.action")} title={t("release.sure")} confirmLabel={t("release.action")}>
                <TextField name="reason" label={t("release.reason")} maxLength={200} />
              </ConfirmDialog>
            </Form>
          </Card>
        </>
      )}
    </Page>
  );
}
