import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { PASSWORD_MIN, resetPasswordInput } from "#app/domain/accounts/account.ts";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { resetPassword } from "#app/domain/accounts/reset-password.server.ts";
import { sessionCookie } from "#app/domain/accounts/session.server.ts";
import { attemptKey, countAttempt, limits } from "#app/domain/accounts/sign-in-limits.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, TextField } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:reset.title");

export const loader = loaderOf(({ url }) => ({ token: url.searchParams.get("token") ?? "" }));

export const action = actionOf(async ({ context, request }) => {
  const form = await readForm(request, context, resetPasswordInput);
  if (!form.ok) return form.reply;
  await countAttempt(context.db, attemptKey("network", `reset ${context.network}`), limits.network, new Date());
  const passwordHash = await hashPassword(form.value.password);
  await context.db.transaction((tx) =>
    resetPassword(tx, { token: form.value.token, passwordHash }, { now: context.now(), realNow: new Date() }),
  );
  return redirect("/auth/sign-in?done=reset", { headers: { "Set-Cookie": sessionCookie(null, context.env.PUBLIC_URL) } });
});

export default function ResetPassword() {
  const { token } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("reset.title")}>
      <Card>
        {token ? (
          <Form method="post">
            <div className="grid gap-4">
              <p>{t("reset.text")}</p>
              <Hidden name="token" value={token} />
              <TextField
                name="password"
                type="password"
                label={t("fields.newPassword")}
                hint={t("fields.passwordHint", { count: PASSWORD_MIN })}
                autoComplete="new-password"
                required
              />
              <Button>{t("reset.action")}</Button>
            </div>
          </Form>
        ) : (
          <p>{t("errors.linkDead")}</p>
        )}
        <p className="mt-4 text-sm">
          <Link to="/auth/forgot-password" className="text-accent underline">
            {t("reset.askAgain")}
          </Link>
        </p>
      </Card>
    </Page>
  );
}
