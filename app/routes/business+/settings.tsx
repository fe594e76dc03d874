import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { saveBusinessInput } from "#app/domain/accounts/account.ts";
import { may } from "#app/domain/accounts/permissions.ts";
import { saveBusiness } from "#app/domain/accounts/save-business.server.ts";
import { businessOf } from "#app/domain/accounts/team.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { timeZones } from "#app/kernel/time.ts";
import { TimeZoneField } from "#app/ui/accounts/time-zone-field.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:business.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const { name, country, timeZone } = await businessOf(context.db, businessId, actor);
  return {
    business: { name, country, timeZone },
    zones: timeZones(),
    canManage: may(actor, "business.manage", { businessId }),
    saved: url.searchParams.has("saved"),
  };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, saveBusinessInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => saveBusiness(tx, { ...form.value, businessId }, contextOf(actor, context)));
  return redirect("/business/settings?saved");
});

export default function BusinessSettings() {
  const { business, zones, canManage, saved } = useLoaderData<typeof loader>();
  const { t, i18n } = useTranslation("accounts");
  return (
    <Page title={t("business.title")} back={{ to: "/business/members", label: t("members.title") }}>
      <div className="grid gap-4">
        {saved ? <Notice tone="green" title={t("settings.saved")} /> : null}
        <Card>
          <Facts
            items={[
              { label: t("fields.country"), value: countryName(i18n.language, business.country) },
              ...(canManage
                ? []
                : [
                    { label: t("fields.businessName"), value: business.name },
                    { label: t("fields.timeZone"), value: business.timeZone },
                  ]),
            ]}
          />
          <p className="mt-2 text-sm text-soft">{t("business.countryHint")}</p>
        </Card>
        {canManage ? (
          <Card>
            <Form method="post">
              <div className="grid max-w-lg gap-4">
                <TextField name="name" label={t("fields.businessName")} defaultValue={business.name} required />
                <TimeZoneField
                  label={t("fields.timeZone")}
                  hint={t("business.zoneHint")}
                  zones={zones}
                  defaultValue={business.timeZone}
                />
                <Button className="justify-self-start">{t("settings.save")}</Button>
              </div>
            </Form>
          </Card>
        ) : (
          <Notice tone="neutral" title={t("business.ownersOnly")} />
        )}
      </div>
    </Page>
  );
}
