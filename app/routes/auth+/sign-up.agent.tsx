import { redirect, redirectDocument } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { signUpAgentInput } from "#app/domain/accounts/account.ts";
import { countries } from "#app/domain/accounts/countries.ts";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { startSession } from "#app/domain/accounts/sign-in.server.ts";
import { attemptKey, countAttempt, limits } from "#app/domain/accounts/sign-in-limits.server.ts";

import { agentCountries, isPayable } from "#app/domain/agents/rails.ts";
import { signUpAgent } from "#app/domain/agents/sign-up-agent.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { actionOf, loaderOf } from "#app/http/route.server.ts";
import { timeZones } from "#app/kernel/time.ts";
import { SignUpFields } from "#app/ui/accounts/sign-up-fields.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:signUp.agent.title");

export const loader = loaderOf(({ context }) => {
  if (context.viewer) throw redirect("/");
  return {
    zones: timeZones(),
    timeZone: context.timeZone,
    countries: countries.filter((code) => agentCountries.includes(code)).map((code) => ({ code, payable: isPayable(code) })),
  };
});

export const action = actionOf(async ({ context, request }) => {
  const form = await readForm(request, context, signUpAgentInput);
  if (!form.ok) return form.reply;
  await countAttempt(context.db, attemptKey("signUps", context.network), limits.signUps, new Date());
  const { password, ...person } = form.value;
  const passwordHash = await hashPassword(password);
  const { user } = await context.db.transaction((tx) =>
    signUpAgent(tx, { ...person, passwordHash, locale: context.locale }, { now: context.now() }),
  );
  const cookie = await startSession(context.db, user.id, {
    userAgent: request.headers.get("user-agent"),
    oldToken: context.sessionToken,
    publicUrl: context.env.PUBLIC_URL,
  });
  // A whole page anew: the browser holds the words of one language, and the person's may be another.
  return redirectDocument("/agent/profile", { headers: { "Set-Cookie": cookie } });
});

export default function SignUpAgent() {
  const { zones, timeZone, countries } = useLoaderData<typeof loader>();
  const { t, i18n } = useTranslation("accounts");
  const options = countries.map(({ code, payable }) => ({
    value: code,
    label: payable
      ? countryName(i18n.language, code)
      : t("signUp.agent.soonPayable", { country: countryName(i18n.language, code) }),
  }));
  return (
    <Page
      title={t("signUp.agent.title")}
      subtitle={t("signUp.agent.text")}
      back={{ to: "/auth/sign-up", label: t("signUp.title") }}
    >
      <Card>
        <Form method="post">
          <div className="grid gap-4">
            <SignUpFields
              emailLabel={t("fields.email")}
              countryHint={t("signUp.agent.countryHint")}
              countries={options}
              zones={zones}
              timeZone={timeZone}
            />
            <Button>{t("signUp.agent.action")}</Button>
          </div>
        </Form>
      </Card>
    </Page>
  );
}
