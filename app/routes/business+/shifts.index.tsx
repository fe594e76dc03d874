import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { changeWeek } from "#app/domain/shifts/change-week.server.ts";
import { planWeekChange } from "#app/domain/shifts/shift.ts";
import { weekPlan } from "#app/domain/shifts/shifts.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { dateIn, shiftWeek, startOfWeek, weekOf } from "#app/kernel/time.ts";
import { WeekSwitch } from "#app/ui/diary/week-switch.tsx";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { LinkTabs } from "#app/ui/kit/tabs.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { CoverageGrid } from "#app/ui/shifts/coverage-grid.tsx";
import { AddShift, PlanActions, SwapSetting } from "#app/ui/shifts/plan-forms.tsx";
import { SwapButton, SwapList } from "#app/ui/shifts/swap-list.tsx";
import { TeamAdherence } from "#app/ui/shifts/team-adherence.tsx";
import { TeamWeek } from "#app/ui/shifts/team-week.tsx";

export const meta = pageTitle("shifts:title");

/** How far ahead a week can be looked at; plans further out are guesses. */
const WEEKS_AHEAD = 12;
const counted = ["plan", "publish", "offerGaps"] as const;

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const now = context.now();
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : weekOf(now);
  const roleId = url.searchParams.has("role") ? id(url.searchParams.get("role") ?? undefined) : null;
  const page = await weekPlan(context.db, { businessId, roleId, week }, actor);
  const did = counted.find((one) => one === url.searchParams.get("did"));
  return {
    ...page,
    week,
    newest: shiftWeek(weekOf(now), WEEKS_AHEAD),
    today: dateIn(now, page.plan?.role.timeZone ?? "UTC"),
    adherence: await adherenceOfWeek(context.db, { businessId }, week, now, actor),
    over: startOfWeek(shiftWeek(week, 1)) <= now,
    mayManage: may(actor, "shifts.manage", { businessId }),
    done: did ? { did, number: Number(url.searchParams.get("n")) || 0 } : null,
  };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, planWeekChange);
  if (!form.ok) return form.reply;
  const number = await context.db.transaction((tx) =>
    changeWeek(tx, { businessId, change: form.value }, contextOf(actor, context)),
  );
  const back = new URLSearchParams([...url.searchParams].filter(([name]) => ["role", "week"].includes(name)));
  if (number !== null)
    for (const [name, value] of [
      ["did", form.value.intent],
      ["n", String(number)],
    ] as const)
      back.set(name, value);
  return redirect(`/business/shifts?${back}`);
});

export default function BusinessShifts() {
  const { roles, plan, swaps, swapsNeedApproval, week, newest, today, adherence, over, mayManage, done } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("shifts");
  const monday = week > today ? week : today;
  return (
    <Page title={t("title")} subtitle={t("subtitle")}>
      {swaps.length > 0 ? (
        <Card title={t("swaps.waiting")}>
          <SwapList
            swaps={swaps}
            actions={({ id: swapId }) =>
              mayManage ? (
                <>
                  <SwapButton intent="approve" swapId={swapId} primary />
                  <SwapButton intent="refuse" swapId={swapId} />
                </>
              ) : null
            }
          />
        </Card>
      ) : null}
      {plan === null ? (
        <EmptyState title={t("none")} action={<LinkButton to="/business/roles">{t("toRoles")}</LinkButton>}>
          {t("noneText")}
        </EmptyState>
      ) : (
        <>
          {roles.length > 1 ? (
            <LinkTabs
              items={roles.map((role) => ({
                to: `/business/shifts?week=${week}&role=${role.id}`,
                label: role.title,
                active: role.id === plan.role.id,
              }))}
            />
          ) : null}
          <div className="flex flex-wrap items-center justify-between gap-3">
            <WeekSwitch week={week} newest={newest} />
            <a href={`/resources/shifts-csv?week=${week}`} download className="text-accent text-sm hover:underline">
              {t("csv")}
            </a>
          </div>
          {done ? (
            <Notice tone={done.number > 0 ? "green" : "neutral"}>
              {t(done.number > 0 ? `done.${done.did}` : `nothing.${done.did}`, { number: done.number })}
            </Notice>
          ) : null}
          {mayManage && !over ? (
            <PlanActions
              roleId={plan.role.id}
              week={week}
              drafts={plan.shifts.filter((one) => one.state === "draft").length}
              missing={plan.missing.some((people, i) => people > plan.open[i]!)}
            />
          ) : null}
          <Card title={t("grid.title", { role: plan.role.title })}>
            {plan.sums.required === 0 ? <p className="text-soft text-sm">{t("grid.nothingNeeded")}</p> : null}
            <CoverageGrid week={week} zone={plan.role.timeZone} {...plan} />
          </Card>
          {!over && plan.missing.some((people) => people > 0) ? (
            <p className="text-sm">
              <Link to={`/business/shifts/cover?week=${week}&role=${plan.role.id}`} className="text-accent hover:underline">
                {t("cover.link")}
              </Link>
            </p>
          ) : null}
          <TeamWeek week={week} zone={plan.role.timeZone} team={plan.team} shifts={plan.shifts} />
          <TeamAdherence rows={adherence.filter((one) => one.roleId === plan.role.id)} />
          {mayManage && !over && plan.team.length > 0 ? (
            <Card title={t("add.title")}>
              <AddShift key={`${plan.role.id} ${week}`} team={plan.team} zone={plan.role.timeZone} day={monday} />
            </Card>
          ) : null}
        </>
      )}
      {mayManage ? (
        <Card title={t("settings.title")} tone="sunken">
          <SwapSetting needed={swapsNeedApproval} />
        </Card>
      ) : null}
      <p className="text-soft text-sm">
        <Link to="/business/diary" className="text-accent hover:underline">
          {t("toDiary")}
        </Link>
      </p>
    </Page>
  );
}
