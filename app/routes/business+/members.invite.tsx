import { redirect } from "@remix-run/node";
import { useTranslation } from "react-i18next";
import { inviteMemberInput } from "#app/domain/accounts/account.ts";
import { inviteMember } from "#app/domain/accounts/invite-member.server.ts";
import { permit } from "#app/domain/accounts/permissions.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { MemberRoleCards } from "#app/ui/accounts/member-role-cards.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:members.invite");

export const loader = loaderOf(({ context }) => {
  const { actor, businessId } = requireMember(context);
  permit(actor, "members.manage", { businessId });
  return null;
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, inviteMemberInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) =>
    inviteMember(tx, { ...form.value, businessId }, { ...contextOf(actor, context), realNow: new Date() }),
  );
  return redirect("/business/members");
});

export default function InviteMember() {
  const { t } = useTranslation("accounts");
  return (
    <Page
      title={t("members.invite")}
      subtitle={t("members.inviteText")}
      back={{ to: "/business/members", label: t("members.title") }}
    >
      <Card>
        <Form method="post">
          <div className="grid max-w-lg gap-4">
            <TextField name="email" type="email" label={t("fields.emailWork")} autoComplete="off" required />
            <MemberRoleCards defaultValue="manager" />
            <Button className="justify-self-start">{t("members.send")}</Button>
          </div>
        </Form>
      </Card>
    </Page>
  );
}
