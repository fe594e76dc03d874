import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { toolName } from "#app/domain/agents/tools.ts";
import { talksByRole } from "#app/domain/hiring/applications.server.ts";
import { changeRoleState, type RoleAction } from "#app/domain/roles/change-role-state.server.ts";
import { duplicateRole } from "#app/domain/roles/duplicate-role.server.ts";
import { personHalfHours } from "#app/domain/roles/headcount.ts";
import { missingOf, optionalDay, pastDay, roleLifecycle } from "#app/domain/roles/role.ts";
import { canManage, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { dateIn } from "#app/kernel/time.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { languageName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { Headcount } from "#app/ui/roles/headcount-rows.tsx";
import { OpeningDates } from "#app/ui/roles/opening-dates.tsx";
import { RoleBadge } from "#app/ui/roles/role-badge.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const role = await roleForBusiness(context.db, id(params.roleId), actor);
  const talks = (await talksByRole(context.db, [role.id])).get(role.id) ?? 0;
  const now = context.now();
  return {
    role,
    talks,
    mayManage: canManage(actor, role.businessId),
    missing: missingOf(role),
    isPast: pastDay(role, now) !== null,
    today: dateIn(now, role.timeZone),
    copyId: newId(),
  };
});

const input = z.object({
  intent: z.enum(["open", "pause", "fill", "close", "duplicate"]),
  copyId: z.uuid().optional(),
  /** The dates were asked for, so that an empty one is an answer. */
  dated: z.literal("on").optional(),
  startsOn: optionalDay,
  endsOn: optionalDay,
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { intent, copyId, dated, startsOn = null, endsOn = null } = form.value;
  if (intent === "duplicate") {
    const copy = await context.db.transaction((tx) => duplicateRole(tx, { roleId, id: copyId }, contextOf(actor, context)));
    return redirect(`/business/roles/${copy.id}/edit`);
  }
  const change = { roleId, action: intent, dates: dated ? { startsOn, endsOn } : undefined };
  await context.db.transaction((tx) => changeRoleState(tx, change, contextOf(actor, context)));
  return redirect(intent === "open" ? `/business/roles/${roleId}/matches` : `/business/roles/${roleId}`);
});

export default function RolePage() {
  const { role, talks, mayManage, missing, isPast, today, copyId } = useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  const { locale } = useReader();
  const actions = roleLifecycle.actions(role.state).filter((one) => one !== "close") as RoleAction[];
  const facts = [
    {
      label: t("form.languages"),
      value: role.languages.map((one) => `${languageName(locale, one.language, one.name)} ${one.level}`).join(", ") || "–",
    },
    {
      label: t("form.tools"),
      value: role.tools.map((one) => `${toolName(one.tool)}${one.required ? "" : ` (${t("detail.nice")})`}`).join(", ") || "–",
    },
    { label: t("form.channels"), value: role.channels.map((one) => t(`agents:channels.${one}`)).join(", ") || "–" },
    { label: t("form.tier"), value: t(`agents:tiers.${role.tier}`) },
    { label: t("form.headcount"), value: <Headcount {...role} /> },
    { label: t("detail.personHours"), value: <Minutes value={personHalfHours(role) * 30} /> },
    { label: t("form.weeklyLimit"), value: <Minutes value={role.weeklyLimitMinutes} /> },
    {
      label: t("form.maxRate"),
      value: role.maxRate === null ? t("detail.noMaximum") : <MoneyText value={money(role.maxRate, role.currency)} />,
    },
    { label: t("form.startsOn"), value: role.startsOn ? <When at={role.startsOn} format="date" /> : t("detail.anyTime") },
    { label: t("form.endsOn"), value: role.endsOn ? <When at={role.endsOn} format="date" /> : t("detail.openEnd") },
  ];
  return (
    <Page
      title={role.title}
      state={<RoleBadge state={role.state} />}
      back={{ to: "/business/roles", label: t("list.title") }}
      actions={
        <>
          {role.state === "draft" ? null : (
            <LinkButton to={`/business/roles/${role.id}/matches`}>{t("detail.matches")}</LinkButton>
          )}
          {role.state === "draft" ? null : (
            <LinkButton to={`/business/applications?role=${role.id}`} variant="secondary">
              {t("detail.applications", { count: talks })}
            </LinkButton>
          )}
          {mayManage && role.state !== "closed" ? (
            <LinkButton to={`/business/roles/${role.id}/edit`} variant="secondary">
              {t("detail.edit")}
            </LinkButton>
          ) : null}
          {mayManage ? (
            <Form intent="duplicate">
              <Hidden name="copyId" value={copyId} />
              <Button variant="secondary">{t(role.state === "closed" ? "detail.again" : "detail.duplicate")}</Button>
            </Form>
          ) : null}
        </>
      }
      aside={
        <>
          <Card title={t("detail.asked")}>
            <Facts items={facts} />
          </Card>
          {mayManage && role.state !== "closed" ? (
            <Card title={t("detail.state")}>
              <p className="text-soft text-sm">{t(`detail.meaning.${role.state}`)}</p>
              <Form className="flex flex-wrap items-start gap-2">
                {isPast && actions.includes("open") ? <OpeningDates role={role} today={today} /> : null}
                {actions.map((one) => (
                  <Button
                    key={one}
                    name="intent"
                    value={one}
                    variant={one === "open" ? "primary" : "secondary"}
                    disabled={one === "open" && missing.length > 0}
                  >
                    {t(`actions.${one}`)}
                  </Button>
                ))}
                <ConfirmDialog trigger={t("actions.close")} title={t("detail.closeTitle")}>
                  <Button name="intent" value="close" variant="danger">
                    {t("actions.close")}
                  </Button>
                </ConfirmDialog>
              </Form>
            </Card>
          ) : null}
        </>
      }
    >
      {role.state === "draft" && missing.length > 0 ? (
        <Notice tone="marigold" title={t("detail.missing")}>
          <ul className="list-disc pl-5">
            {missing.map((one) => (
              <li key={one}>{t(`errors.missing.${one}`)}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <Card title={t("form.description")}>
        <p className="whitespace-pre-line">{role.description || t("detail.noDescription")}</p>
      </Card>
      <Card title={t("form.coverage")}>
        <p className="text-soft text-sm">{t("detail.zone", { zone: role.timeZone })}</p>
        <WeekHeatmap bits={role.coverage} label={t("form.coverage")} />
      </Card>
    </Page>
  );
}
