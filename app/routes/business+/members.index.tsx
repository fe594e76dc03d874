import { redirect } from "@remix-run/node";
import { Link, Form as PlainForm, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { may } from "#app/domain/accounts/permissions.ts";
import { teamOf } from "#app/domain/accounts/team.server.ts";
import { withdrawMemberInvitation } from "#app/domain/accounts/withdraw-member-invitation.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:members.title");

export const loader = loaderOf(async ({ context }) => {
  const { actor, businessId, business } = requireMember(context);
  return {
    ...(await teamOf(context.db, businessId, { actor, realNow: new Date() })),
    business: business.name,
    canManage: may(actor, "members.manage", { businessId }),
  };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, z.object({ invitationId: z.uuid() }));
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => withdrawMemberInvitation(tx, { ...form.value, businessId }, contextOf(actor, context)));
  return redirect("/business/members");
});

export default function Members() {
  const { team, invitations, business, canManage } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page
      title={t("members.title")}
      subtitle={t("members.subtitle", { business })}
      actions={
        <>
          <LinkButton to="/business/settings" variant="secondary">
            {t("business.title")}
          </LinkButton>
          {canManage ? <LinkButton to="/business/members/invite">{t("members.invite")}</LinkButton> : null}
        </>
      }
    >
      <Table
        caption={t("members.title")}
        columns={[
          { key: "name", label: t("members.name") },
          { key: "role", label: t("members.role") },
          { key: "since", label: t("members.since") },
        ]}
      >
        <tbody>
          {team.map((member) => (
            <Row key={member.userId}>
              <Cell>
                <span className="flex items-center gap-3">
                  <Avatar id={member.userId} name={member.name} size="sm" />
                  <span className="min-w-0">
                    <Link to={`/business/members/${member.userId}`} className="font-medium underline">
                      {member.name}
                    </Link>
                    <span className="block text-sm text-soft [overflow-wrap:anywhere]">{member.email}</span>
                  </span>
                </span>
              </Cell>
              <Cell>{t(`roles.${member.role}`)}</Cell>
              <Cell>
                <When at={member.joinedAt} format="date" />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {invitations.length > 0 ? (
        <section className="mt-8">
          <h2 className="mb-3 font-semibold text-lg">{t("members.invitations")}</h2>
          <Table
            caption={t("members.invitations")}
            columns={[
              { key: "email", label: t("fields.email") },
              { key: "role", label: t("members.role") },
              { key: "until", label: t("members.until") },
              { key: "withdraw", label: t("settings.sessions.action") },
            ]}
          >
            <tbody>
              {invitations.map((invitation) => (
                <Row key={invitation.id}>
                  <Cell>
                    {invitation.email} <Badge tone="marigold">{t("members.invited")}</Badge>
                  </Cell>
                  <Cell>{t(`roles.${invitation.role}`)}</Cell>
                  <Cell>
                    <When at={invitation.expiresAt} format="date" />
                  </Cell>
                  <Cell>
                    {canManage ? (
                      <PlainForm method="post">
                        <Button variant="ghost" size="sm" name="invitationId" value={invitation.id}>
                          {t("members.withdraw")}
                        </Button>
                      </PlainForm>
                    ) : null}
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </section>
      ) : null}
    </Page>
  );
}
