import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { changeOwnShift } from "#app/domain/shifts/change-own-shift.server.ts";
import { hasBegun, ownShiftChange } from "#app/domain/shifts/shift.ts";
import { agentShifts } from "#app/domain/shifts/shifts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import { WeekSwitch } from "#app/ui/diary/week-switch.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { AdherenceFacts, AdherenceMeaning } from "#app/ui/shifts/adherence-figures.tsx";
import { OwnShiftList, ShiftWords } from "#app/ui/shifts/own-shifts.tsx";
import { SwapButton, SwapList } from "#app/ui/shifts/swap-list.tsx";

export const meta = pageTitle("shifts:own.title");

/** How far ahead one looks: businesses plan at most so far. */
const WEEKS_AHEAD = 12;

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const now = context.now();
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : weekOf(now);
  return {
    ...(await agentShifts(context.db, { agentId, week, now }, actor)),
    adherence: await adherenceOfWeek(context.db, { agentId }, week, now, actor),
    agentId,
    week,
    now,
    newest: shiftWeek(weekOf(now), WEEKS_AHEAD),
  };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor } = requireAgent(context);
  const form = await readForm(request, context, ownShiftChange);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => changeOwnShift(tx, form.value, contextOf(actor, context)));
  const week = url.searchParams.get("week");
  return redirect(week ? `/agent/shifts?week=${encodeURIComponent(week)}` : "/agent/shifts");
});

export default function AgentShifts() {
  const { mine, open, swaps, adherence, agentId, week, now, newest } = useLoaderData<typeof loader>();
  const { t } = useTranslation("shifts");
  const { timeZone } = useReader();
  return (
    <Page
      title={t("own.title")}
      subtitle={t("own.subtitle")}
      actions={
        <a
          href="/resources/shifts-ics"
          download
          className="inline-flex min-h-10 items-center text-accent text-sm hover:underline"
        >
          {t("own.calendar")}
        </a>
      }
    >
      {swaps.length > 0 ? (
        <Card title={t("swaps.title")}>
          <SwapList
            swaps={swaps}
            zone={timeZone}
            actions={(swap) =>
              swap.fromAgentId === agentId ? (
                <SwapButton intent="withdraw" swapId={swap.id} />
              ) : swap.state === "offered" ? (
                <>
                  <SwapButton intent="accept" swapId={swap.id} primary />
                  <SwapButton intent="decline" swapId={swap.id} />
                </>
              ) : null
            }
          />
        </Card>
      ) : null}
      <WeekSwitch week={week} newest={newest} />
      {mine.length === 0 ? (
        <EmptyState title={t("own.none")}>{t("own.noneText")}</EmptyState>
      ) : (
        <OwnShiftList
          shifts={mine}
          mark={(shift) =>
            shift.endsAt <= now ? (
              <Badge>{t("own.over")}</Badge>
            ) : hasBegun(shift, now) ? (
              <Badge tone="green">{t("own.running")}</Badge>
            ) : (
              <Badge tone="teal">{t("own.ahead")}</Badge>
            )
          }
        />
      )}
      {adherence.some((one) => one.planned > 0) ? (
        <Card title={t("adherence.title")}>
          {adherence.map((one) => (
            <div key={one.contractId} className="grid gap-1">
              <p className="font-medium text-sm">
                {one.businessName} · {one.title}
              </p>
              <AdherenceFacts of={one} />
            </div>
          ))}
          <AdherenceMeaning />
        </Card>
      ) : null}
      <Card title={t("open.title")}>
        <p className="text-soft text-sm">{t(open.length === 0 ? "open.none" : "open.text")}</p>
        <ul className="grid gap-2">
          {open.map((shift) => (
            <li key={shift.id} className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-3">
              <ShiftWords shift={shift} />
              {shift.hasRoom ? (
                <Form intent="claim" about={{ name: "shiftId", value: shift.id }}>
                  <Button size="sm">{t("open.claim")}</Button>
                </Form>
              ) : (
                <span className="text-soft text-sm">{t("open.noRoom")}</span>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  );
}
