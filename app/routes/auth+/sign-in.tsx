import { redirect, redirectDocument } from "@remix-run/node";
import { Link, Form as PlainForm, useLoaderData, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { signInInput } from "#app/domain/accounts/account.ts";
import { DEMO_PASSWORD, demoSignIns, signInToDemo } from "#app/domain/accounts/demo-sign-ins.server.ts";
import { signIn } from "#app/domain/accounts/sign-in.server.ts";
import { pathAfterSignIn } from "#app/domain/accounts/viewer.ts";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:signIn.title");

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("password"), ...signInInput.shape }),
  z.object({ intent: z.literal("demo"), userId: z.uuid() }),
]);

export const loader = loaderOf(async ({ context, url }) => {
  if (context.viewer) throw redirect(pathAfterSignIn(url.searchParams.get("next"), context.viewer.kind));
  const demo = context.demo ? { people: await demoSignIns(context.db), password: DEMO_PASSWORD } : null;
  return { demo };
});

export const action = actionOf(async ({ context, request, url }) => {
  const browser = {
    userAgent: request.headers.get("user-agent"),
    oldToken: context.sessionToken,
    publicUrl: context.env.PUBLIC_URL,
  };
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  if (form.value.intent === "demo" && !context.demo) throw new NotFound();
  const { kind, cookie } =
    form.value.intent === "demo"
      ? await signInToDemo(context.db, { userId: form.value.userId, ...browser })
      : await signIn(context.db, { ...form.value, network: context.network, ...browser }, new Date());
  // A whole page anew: the browser holds the words of one language, and the person's may be another.
  return redirectDocument(pathAfterSignIn(url.searchParams.get("next"), kind), { headers: { "Set-Cookie": cookie } });
});

export default function SignIn() {
  const { demo } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  const [search] = useSearchParams();
  const done = search.get("done");
  return (
    <Page title={t("signIn.title")}>
      <div className="grid gap-5">
        {done === "reset" || done === "joined" || done === "verified" ? (
          <Notice tone="green" title={t(`signIn.done.${done}`)} />
        ) : null}
        <Card>
          <Form method="post">
            <div className="grid gap-4">
              <Hidden name="intent" value="password" />
              <TextField name="email" type="email" label={t("fields.email")} autoComplete="username" required />
              <TextField name="password" type="password" label={t("fields.password")} autoComplete="current-password" required />
              <Button>{t("signIn.action")}</Button>
            </div>
          </Form>
          <p className="mt-4 flex flex-wrap justify-between gap-3 text-sm">
            <Link to="/auth/forgot-password" className="text-accent underline">
              {t("signIn.forgot")}
            </Link>
            <Link to="/auth/sign-up" className="text-accent underline">
              {t("signIn.signUp")}
            </Link>
          </p>
        </Card>
        {demo && demo.people.length > 0 ? (
          <Card title={t("demo.title")}>
            <p className="mb-3 text-sm text-soft">{t("demo.text", { password: demo.password })}</p>
            <ul className="grid gap-2">
              {demo.people.map((person) => (
                <li
                  key={person.userId}
                  className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-3"
                >
                  <div className="min-w-0">
                    <p className="font-medium">{person.name}</p>
                    <p className="text-sm text-soft">{t(`demo.roles.${person.role}`, { business: person.business ?? "" })}</p>
                    <p className="break-all text-sm text-soft">{person.email}</p>
                  </div>
                  <PlainForm method="post">
                    <input type="hidden" name="intent" value="demo" />
                    <Button variant="secondary" name="userId" value={person.userId}>
                      {t("demo.action", { name: person.name })}
                    </Button>
                  </PlainForm>
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
      </div>
    </Page>
  );
}
