import { redirect, redirectDocument } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { acceptMemberInvitation } from "#app/domain/accounts/accept-member-invitation.server.ts";
import { acceptInvitationInput, PASSWORD_MIN } from "#app/domain/accounts/account.ts";
import { memberInvitationOf } from "#app/domain/accounts/member-invitation.server.ts";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { startSession } from "#app/domain/accounts/sign-in.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, loaderOf, type RouteArgs } from "#app/http/route.server.ts";
import { timeZones } from "#app/kernel/time.ts";
import { TimeZoneField } from "#app/ui/accounts/time-zone-field.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:invitation.title");

function invitationOf({ context, url }: Pick<RouteArgs, "context" | "url">) {
  return memberInvitationOf(context.db, url.searchParams.get("token") ?? "", new Date());
}

export const loader = loaderOf(async ({ context, url }) => {
  const { businessName, invitedBy, email, role, userId } = await invitationOf({ context, url });
  return { businessName, invitedBy, email, role, known: userId !== null, zones: timeZones(), timeZone: context.timeZone };
});

export const action = actionOf(async ({ context, request, url }) => {
  const token = url.searchParams.get("token") ?? "";
  const signedInAs = context.viewer?.id ?? null;
  const times = { now: context.now(), realNow: new Date() };
  const { userId } = await invitationOf({ context, url });
  if (userId) {
    await context.db.transaction((tx) => acceptMemberInvitation(tx, { token, signedInAs }, times));
    return redirect(context.viewer?.id === userId ? "/business" : "/auth/sign-in?done=joined");
  }
  const form = await readForm(request, context, acceptInvitationInput);
  if (!form.ok) return form.reply;
  const { password, ...person } = form.value;
  const passwordHash = await hashPassword(password);
  const joined = await context.db.transaction((tx) =>
    acceptMemberInvitation(tx, { token, signedInAs, person: { ...person, passwordHash, locale: context.locale } }, times),
  );
  const cookie = await startSession(context.db, joined.userId, {
    userAgent: request.headers.get("user-agent"),
    oldToken: context.sessionToken,
    publicUrl: context.env.PUBLIC_URL,
  });
  // A whole page anew: the browser holds the words of one language, and the person's may be another.
  return redirectDocument("/business", { headers: { "Set-Cookie": cookie } });
});

export default function Invitation() {
  const { businessName, invitedBy, email, role, known, zones, timeZone } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page
      title={t("invitation.join", { business: businessName })}
      subtitle={t("invitation.text", { person: invitedBy, role: t(`roles.${role}`) })}
    >
      <Card>
        <Form method="post">
          <div className="grid gap-4">
            <p className="text-soft">{t(known ? "invitation.known" : "invitation.new", { email })}</p>
            {known ? null : (
              <>
                <TextField name="name" label={t("fields.name")} autoComplete="name" required />
                <TextField
                  name="password"
                  type="password"
                  label={t("fields.password")}
                  hint={t("fields.passwordHint", { count: PASSWORD_MIN })}
                  autoComplete="new-password"
                  required
                />
                <TimeZoneField label={t("fields.timeZone")} zones={zones} defaultValue={timeZone} guess />
              </>
            )}
            <Button>{t("invitation.action")}</Button>
          </div>
        </Form>
      </Card>
    </Page>
  );
}
