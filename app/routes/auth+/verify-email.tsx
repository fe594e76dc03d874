import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { requestVerification } from "#app/domain/accounts/request-verification.server.ts";
import { attemptKey, countAttempt, limits } from "#app/domain/accounts/sign-in-limits.server.ts";
import { verifyEmail } from "#app/domain/accounts/verify-email.server.ts";
import { homeOf } from "#app/domain/accounts/viewer.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:verify.title");

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("verify"), token: z.string().min(1).max(200) }),
  z.object({ intent: z.literal("again") }),
]);

export const loader = loaderOf(({ context, url }) => ({
  // Opening the link changes nothing by itself: mail programs open links to look at them. The button does it.
  token: url.searchParams.get("token"),
  sent: url.searchParams.has("sent"),
  email: context.viewer?.email ?? null,
  verified: context.viewer?.emailVerified ?? false,
}));

export const action = actionOf(async ({ context, request }) => {
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { value } = form;
  if (value.intent === "verify") {
    await context.db.transaction((tx) => verifyEmail(tx, value, { now: context.now(), realNow: new Date() }));
    return redirect(context.viewer ? homeOf(context.viewer.kind) : "/auth/sign-in?done=verified");
  }
  const { actor, viewer } = requireViewer(context);
  await countAttempt(context.db, attemptKey("resets", viewer.email), limits.resets, new Date());
  await context.db.transaction((tx) => requestVerification(tx, {}, contextOf(actor, context)));
  return redirect("/auth/verify-email?sent");
});

export default function VerifyEmail() {
  const { token, sent, email, verified } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("verify.title")}>
      <Card>
        {verified ? (
          <p>{t("verify.already")}</p>
        ) : token ? (
          <Form method="post">
            <div className="grid gap-4">
              <p>{t("verify.text")}</p>
              <Hidden name="token" value={token} />
              <Button name="intent" value="verify">
                {t("verify.action")}
              </Button>
            </div>
          </Form>
        ) : (
          <div className="grid gap-4">
            {sent ? <Notice tone="green" title={t("verify.sent")} /> : null}
            <p>{email ? t("verify.waiting", { email }) : t("verify.signInFirst")}</p>
            {email ? (
              <Form method="post">
                <Button variant="secondary" name="intent" value="again">
                  {t("verify.again")}
                </Button>
              </Form>
            ) : (
              <Link to="/auth/sign-in" className="text-accent underline">
                {t("signIn.title")}
              </Link>
            )}
          </div>
        )}
      </Card>
    </Page>
  );
}
