import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { locales, saveAccountInput } from "#app/domain/accounts/account.ts";
import { saveAccount } from "#app/domain/accounts/save-account.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { timeZones } from "#app/kernel/time.ts";
import { TimeZoneField } from "#app/ui/accounts/time-zone-field.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:settings.profile.title");

/** Each language in its own words: whoever cannot read the page still finds theirs. */
const ownNames = { en: "English", fr: "Français", pt: "Português (Brasil)", es: "Español" };

export const loader = loaderOf(({ context, url }) => {
  const { viewer } = requireViewer(context);
  const { name, email, emailVerified, locale, timeZone, theme } = viewer;
  return {
    person: { name, email, emailVerified, locale, timeZone, theme },
    zones: timeZones(),
    saved: url.searchParams.has("saved"),
  };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireViewer(context);
  const form = await readForm(request, context, saveAccountInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => saveAccount(tx, form.value, contextOf(actor, context)));
  return redirect("/settings/profile?saved");
});

export default function Profile() {
  const { person, zones, saved } = useLoaderData<typeof loader>();
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("settings.profile.title")}>
      <div className="grid gap-4">
        {saved ? <Notice tone="green" title={t("settings.saved")} /> : null}
        {person.emailVerified ? null : (
          <Notice tone="marigold" title={t("verify.unverified", { email: person.email })}>
            <Link to="/auth/verify-email" className="underline">
              {t("verify.again")}
            </Link>
          </Notice>
        )}
        <Card>
          <Form method="post" reloadDocument>
            <div className="grid max-w-lg gap-4">
              <TextField name="name" label={t("fields.name")} defaultValue={person.name} autoComplete="name" required />
              <p className="text-sm">
                <span className="block text-soft">{t("fields.email")}</span>
                {person.email}
              </p>
              <SelectField
                name="locale"
                label={t("fields.language")}
                defaultValue={person.locale}
                options={locales.map((value) => ({ value, label: ownNames[value] }))}
              />
              <TimeZoneField
                label={t("fields.timeZone")}
                hint={t("settings.profile.zoneHint")}
                zones={zones}
                defaultValue={person.timeZone}
              />
              <SelectField
                name="theme"
                label={t("fields.theme")}
                defaultValue={person.theme}
                options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`themes.${value}`) }))}
              />
              <Button className="justify-self-start">{t("settings.save")}</Button>
            </div>
          </Form>
        </Card>
      </div>
    </Page>
  );
}
