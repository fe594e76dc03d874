import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { saveBusinessTax } from "#app/domain/taxes/save-tax-profile.server.ts";
import { taxOnDocument } from "#app/domain/taxes/tax-on-document.ts";
import { taxProfileOf } from "#app/domain/taxes/tax-profile.server.ts";
import { businessTaxInput } from "#app/domain/taxes/tax-profile.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { dateIn } from "#app/kernel/time.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { useRateText } from "#app/ui/taxes/names.ts";
import { PlaceFields } from "#app/ui/taxes/place-fields.tsx";

export const meta = pageTitle("taxes:business.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const asking = contextOf(actor, context);
  const { account, profile } = await taxProfileOf(context.db, { kind: "business", id: businessId }, asking);
  const recipient = profile ?? { country: account.country };
  const fee = taxOnDocument({
    issuer: { country: "US" },
    recipient,
    kind: "fee",
    on: dateIn(asking.now, "UTC"),
    net: 0n,
  });
  return { account, profile, fee, saved: url.searchParams.has("saved") };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, businessTaxInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => saveBusinessTax(tx, { ...form.value, businessId }, contextOf(actor, context)));
  return redirect("/business/tax?saved");
});

export default function BusinessTax() {
  const { account, profile, fee, saved } = useLoaderData<typeof loader>();
  const { t } = useTranslation("taxes");
  const { locale } = useReader();
  const rate = useRateText();
  const { country } = account;
  return (
    <Page
      title={t("business.title")}
      subtitle={t("business.subtitle")}
      state={<Badge tone={profile ? "green" : "marigold"}>{t(profile ? "business.complete" : "business.incomplete")}</Badge>}
      aside={
        <Card title={t("business.meaning")}>
          <Facts
            items={[
              { label: t("business.onFee"), value: fee.rateBps === 0 ? "–" : `${rate(fee.rateBps)} ${fee.jurisdiction}` },
              ...(profile ? [{ label: t("business.since"), value: <When at={profile.updatedAt} format="date" /> }] : []),
            ]}
          />
          <p className="text-sm">{t(fee.reason)}</p>
          <p className="text-soft text-sm">{t("business.work")}</p>
        </Card>
      }
    >
      {saved ? <Notice tone="green" title={t("business.saved")} /> : null}
      {profile ? null : (
        <Notice tone="marigold" title={t("business.needTitle")}>
          {t("business.needText")}
        </Notice>
      )}
      <Form className="grid gap-5">
        <Hidden name="country" value={country} />
        <Card title={t("business.who")}>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <SelectField
              name="entity"
              label={t("fields.entity")}
              options={(["company", "individual"] as const).map((value) => ({ value, label: t(`entities.${value}`) }))}
              defaultValue={profile?.entity ?? "company"}
            />
            <p className="self-end pb-2 text-sm">
              <span className="text-soft">{t("fields.businessCountry")}</span>{" "}
              <span className="font-medium">{countryName(locale, country)}</span>
            </p>
          </div>
          <PlaceFields country={country} place={profile} name={account.name} />
        </Card>
        {country === "US" ? null : (
          <Card title={t("business.vat")}>
            <TextField
              name="vatNumber"
              label={t("fields.vatNumber")}
              hint={t("business.vatHint")}
              defaultValue={profile?.vatNumber}
              autoComplete="off"
              maxLength={30}
            />
          </Card>
        )}
        <div className="flex justify-end">
          <Button>{t("business.save")}</Button>
        </div>
      </Form>
    </Page>
  );
}
