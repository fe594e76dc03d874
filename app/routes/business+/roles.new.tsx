import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { hoursFrom } from "#app/kernel/week-hours.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { RoleForm } from "#app/ui/roles/role-form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:new.title");

export const loader = loaderOf(({ context }) => {
  const { business } = requireMember(context);
  const role = {
    title: "",
    description: "",
    languages: [],
    tools: [],
    channels: ["email", "chat"],
    tier: "L1",
    headcount: 1,
    maxRate: null,
    currency: "USD",
    weeklyLimitMinutes: 2400,
    timeZone: business.timeZone,
    coverage: hoursFrom([0, 1, 2, 3, 4].map((day) => ({ day, from: 540, to: 1020 }))),
    minCoveragePercent: 60,
    startsOn: null,
    endsOn: null,
  };
  return { id: newId(), role };
});

const idInput = z.object({ id: z.uuid() });

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const made = await readForm(request.clone(), context, idInput);
  if (!made.ok) return made.reply;
  const form = await readForm(request, context, saveRoleInput);
  if (!form.ok) return form.reply;
  const role = await context.db.transaction((tx) =>
    createRole(tx, { ...form.value, businessId, id: made.value.id }, contextOf(actor, context)),
  );
  return redirect(`/business/roles/${role.id}`);
});

export default function NewRole() {
  const { id, role } = useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  return (
    <Page title={t("new.title")} subtitle={t("new.subtitle")} back={{ to: "/business/roles", label: t("list.title") }}>
      <RoleForm role={role} id={id} action={t("new.action")} />
    </Page>
  );
}
