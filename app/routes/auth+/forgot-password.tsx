import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { forgotPasswordInput } from "#app/domain/accounts/account.ts";
import { requestPasswordReset } from "#app/domain/accounts/request-password-reset.server.ts";
import { attemptKey, countAttempt, limits } from "#app/domain/accounts/sign-in-limits.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:forgot.title");

export const loader = loaderOf(({ url, context }) => ({ sent: url.searchParams.has("sent"), demo: context.demo }));

export const action = actionOf(async ({ context, request }) => {
  const form = await readForm(request, context, forgotPasswordInput);
  if (!form.ok) return form.reply;
  // Both count known and unknown addresses alike.
  await countAttempt(context.db, attemptKey("network", `reset ${context.network}`), limits.network, new Date());
  await countAttempt(context.db, attemptKey("resets", form.value.email), limits.resets, new Date());
  await context.db.transaction((tx) => requestPasswordReset(tx, form.value, { now: context.now() }));
  return redirect("/auth/forgot-password?sent");
});

export default function ForgotPassword() {
  const { sent, demo } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("forgot.title")} back={{ to: "/auth/sign-in", label: t("signIn.title") }}>
      <Card>
        {sent ? (
          <Notice tone="green" title={t("forgot.sentTitle")}>
            {t("forgot.sent")}
            {demo ? (
              <>
                {" "}
                <a href="/dev/mail" className="underline">
                  {t("forgot.demoOutbox")}
                </a>
              </>
            ) : null}
          </Notice>
        ) : (
          <Form method="post">
            <div className="grid gap-4">
              <p>{t("forgot.text")}</p>
              <TextField name="email" type="email" label={t("fields.email")} autoComplete="username" required />
              <Button>{t("forgot.action")}</Button>
            </div>
          </Form>
        )}
      </Card>
    </Page>
  );
}
