import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { changePasswordInput, PASSWORD_MIN } from "#app/domain/accounts/account.ts";
import { changePassword } from "#app/domain/accounts/change-password.server.ts";
import { startSession } from "#app/domain/accounts/sign-in.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:settings.password.title");

export const loader = loaderOf(({ context, url }) => {
  requireViewer(context);
  return { saved: url.searchParams.has("saved") };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, viewer } = requireViewer(context);
  const form = await readForm(request, context, changePasswordInput);
  if (!form.ok) return form.reply;
  await changePassword(context.db, { ...form.value, keepToken: context.sessionToken }, { actor, realNow: new Date() });
  // A new session in place of this one too: what was known before the change opens nothing after it.
  const cookie = await startSession(context.db, viewer.id, {
    userAgent: request.headers.get("user-agent"),
    oldToken: context.sessionToken,
    publicUrl: context.env.PUBLIC_URL,
  });
  return redirect("/settings/password?saved", { headers: { "Set-Cookie": cookie } });
});

export default function Password() {
  const { saved } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("settings.password.title")} subtitle={t("settings.password.text")}>
      <div className="grid gap-4">
        {saved ? <Notice tone="green" title={t("settings.password.saved")} /> : null}
        <Card>
          <Form method="post">
            <div className="grid max-w-lg gap-4">
              <TextField
                name="currentPassword"
                type="password"
                label={t("fields.currentPassword")}
                autoComplete="current-password"
                required
              />
              <TextField
                name="password"
                type="password"
                label={t("fields.newPassword")}
                hint={t("fields.passwordHint", { count: PASSWORD_MIN })}
                autoComplete="new-password"
                required
              />
              <Button className="justify-self-start">{t("settings.password.action")}</Button>
            </div>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
