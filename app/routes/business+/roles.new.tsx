import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { createRole } from "#app/domain/roles/create-role.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { roleTemplates, templateNames } from "#app/domain/roles/role-templates.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { hoursFrom } from "#app/kernel/week-hours.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { RoleForm, type RoleValues } from "#app/ui/roles/role-form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:new.title");

export const loader = loaderOf(({ context, url }) => {
  const { business } = requireMember(context);
  const template = templateNames.find((one) => one === url.searchParams.get("template"));
  const scratch: RoleValues = {
    title: template ? context.translate(`roles:templates.${template}.title`) : "",
    description: template ? context.translate(`roles:templates.${template}.description`) : "",
    languages: [],
    tools: [],
    channels: ["email", "chat"],
    tier: "L1",
    headcount: 1,
    headcounts: [],
    maxRate: null,
    currency: "USD",
    weeklyLimitMinutes: 2400,
    timeZone: business.timeZone,
    coverage: hoursFrom([0, 1, 2, 3, 4].map((day) => ({ day, from: 540, to: 1020 }))),
    minCoveragePercent: 60,
    startsOn: null,
    endsOn: null,
  };
  const role = template ? { ...scratch, ...roleTemplates[template] } : scratch;
  return { id: newId(), template: template ?? null, role };
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
  const { id, template, role } = useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  return (
    <Page title={t("new.title")} subtitle={t("new.subtitle")} back={{ to: "/business/roles", label: t("list.title") }}>
      <nav aria-label={t("templates.title")} className="grid gap-2">
        <h2 className="font-medium text-sm">{t("templates.title")}</h2>
        <ul className="flex flex-wrap gap-2">
          {[null, ...templateNames].map((one) => (
            <li key={one ?? ""}>
              <Link
                to={one ? `?template=${one}` : "?"}
                aria-current={one === template ? "true" : undefined}
                className={`inline-flex min-h-9 items-center rounded-full border px-3 text-sm ${one === template ? "border-accent bg-accent-soft font-medium text-accent" : "border-line-strong hover:bg-sunken"}`}
              >
                {t(one ? `templates.${one}.name` : "templates.scratch")}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <RoleForm key={template} role={role} id={id} draftId={id} action={t("new.action")} />
    </Page>
  );
}
