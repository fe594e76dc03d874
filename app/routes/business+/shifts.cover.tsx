import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { may } from "#app/domain/accounts/permissions.ts";
import { changeWeek } from "#app/domain/shifts/change-week.server.ts";
import { gapCover } from "#app/domain/shifts/gap-cover.server.ts";
import { planWeekChange } from "#app/domain/shifts/shift.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf, mondayParam } from "#app/http/route.server.ts";
import { shiftWeek, weekOf } from "#app/kernel/time.ts";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { GapCard } from "#app/ui/shifts/gap-card.tsx";

export const meta = pageTitle("shifts:cover.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireMember(context);
  // Where a gap is chosen.
  if (!url.searchParams.get("role")) throw redirect("/business/shifts");
  const now = context.now();
  const week = url.searchParams.has("week") ? mondayParam(url.searchParams.get("week")) : shiftWeek(weekOf(now), 1);
  const roleId = id(url.searchParams.get("role") ?? undefined);
  const page = await gapCover(context.db, { roleId, week }, { actor, now }, context.matcher);
  const mayManage = may(actor, "shifts.manage", { businessId: page.role.businessId });
  return { ...page, week, mayManage, did: url.searchParams.has("did") };
});

export const action = actionOf(async ({ context, request, url }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, planWeekChange);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => changeWeek(tx, { businessId, change: form.value }, contextOf(actor, context)));
  const back = new URLSearchParams([...url.searchParams].filter(([name]) => ["role", "week"].includes(name)));
  return redirect(`/business/shifts/cover?${back}&did=add`);
});

export default function Cover() {
  const { role, gaps, more, week, mayManage, did } = useLoaderData<typeof loader>();
  const { t } = useTranslation("shifts");
  return (
    <Page
      title={t("cover.title")}
      subtitle={`${role.title} · ${role.timeZone}`}
      back={{ to: `/business/shifts?week=${week}&role=${role.id}`, label: t("title") }}
    >
      <p className="max-w-3xl text-soft text-sm">{t("cover.how")}</p>
      {did ? <Notice tone="green">{t("cover.done")}</Notice> : null}
      {gaps.length === 0 ? (
        <EmptyState title={t("cover.none")}>{t("cover.noneText")}</EmptyState>
      ) : (
        <ul className="grid gap-3">
          {gaps.map((gap) => (
            <li key={gap.startsAt.toISOString()}>
              <GapCard gap={gap} role={role} mayManage={mayManage} />
            </li>
          ))}
        </ul>
      )}
      {more > 0 ? <p className="text-soft text-sm">{t("cover.more", { count: more })}</p> : null}
    </Page>
  );
}
