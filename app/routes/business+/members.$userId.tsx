import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { memberRoles } from "#app/domain/accounts/account.ts";
import { changeMemberRole } from "#app/domain/accounts/change-member-role.server.ts";
import { may } from "#app/domain/accounts/permissions.ts";
import { removeMember } from "#app/domain/accounts/remove-member.server.ts";
import { teamOf } from "#app/domain/accounts/team.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { MemberRoleCards } from "#app/ui/accounts/member-role-cards.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:members.member");

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("role"), role: z.enum(memberRoles) }),
  z.object({ intent: z.literal("remove") }),
]);

export const loader = loaderOf(async ({ context, params }) => {
  const { actor, viewer, businessId } = requireMember(context);
  const { team } = await teamOf(context.db, businessId, { actor, realNow: new Date() });
  const member = team.find((one) => one.userId === id(params.userId));
  if (!member) throw new NotFound();
  return { member, canManage: may(actor, "members.manage", { businessId }), isSelf: member.userId === viewer.id };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor, viewer, businessId } = requireMember(context);
  const userId = id(params.userId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { value } = form;
  await context.db.transaction((tx) =>
    value.intent === "remove"
      ? removeMember(tx, { businessId, userId }, contextOf(actor, context))
      : changeMemberRole(tx, { businessId, userId, role: value.role }, contextOf(actor, context)),
  );
  return redirect(value.intent === "remove" && userId === viewer.id ? "/" : "/business/members");
});

export default function Member() {
  const { member, canManage, isSelf } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={member.name} back={{ to: "/business/members", label: t("members.title") }}>
      <div className="grid gap-4">
        <Card>
          <Facts
            items={[
              { label: t("fields.email"), value: member.email },
              { label: t("members.role"), value: t(`roles.${member.role}`) },
              { label: t("members.since"), value: <When at={member.joinedAt} format="date" /> },
            ]}
          />
        </Card>
        {canManage ? (
          <Card title={t("members.changeRole")}>
            <Form method="post" intent="role">
              <div className="grid max-w-lg gap-4">
                <MemberRoleCards defaultValue={member.role} />
                <Button className="justify-self-start">{t("settings.save")}</Button>
              </div>
            </Form>
          </Card>
        ) : null}
        {canManage || isSelf ? (
          <Form method="post" intent="remove">
            <ConfirmDialog
              trigger={t(isSelf ? "members.leave" : "members.remove")}
              title={t(isSelf ? "members.leaveTitle" : "members.removeTitle", { name: member.name })}
              confirmLabel={t(isSelf ? "members.leave" : "members.remove")}
            >
              {t(isSelf ? "members.leaveText" : "members.removeText")}
            </ConfirmDialog>
          </Form>
        ) : null}
      </div>
    </Page>
  );
}
