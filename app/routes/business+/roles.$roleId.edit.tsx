import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { permit } from "#app/domain/accounts/permissions.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { saveRole } from "#app/domain/roles/save-role.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { RoleForm } from "#app/ui/roles/role-form.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("roles:edit.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const role = await roleForBusiness(context.db, id(params.roleId), actor);
  permit(actor, "roles.manage", role);
  return role;
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const roleId = id(params.roleId);
  const form = await readForm(request, context, saveRoleInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => saveRole(tx, { ...form.value, roleId }, contextOf(actor, context)));
  return redirect(`/business/roles/${roleId}`);
});

export default function EditRole() {
  const role = useLoaderData<typeof loader>();
  const { t } = useTranslation("roles");
  return (
    <Page title={t("edit.title")} back={{ to: `/business/roles/${role.id}`, label: role.title }}>
      <RoleForm role={role} draftId={role.state === "draft" ? role.id : undefined} action={t("edit.action")} />
    </Page>
  );
}
