import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { isCountry } from "#app/domain/accounts/countries.ts";
import { fieldCipherOf } from "#app/domain/taxes/field-cipher.server.ts";
import { saveAgentTax } from "#app/domain/taxes/save-tax-profile.server.ts";
import { formsFor, questionsFor } from "#app/domain/taxes/tax-forms.ts";
import { taxProfileOf } from "#app/domain/taxes/tax-profile.server.ts";
import { agentTaxInput } from "#app/domain/taxes/tax-profile.ts";
import { yearsUpTo } from "#app/domain/taxes/tax-year.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { CheckboxField, Form, Hidden, TextField } from "#app/ui/kit/form.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";
import { FormStateBadge } from "#app/ui/taxes/form-state-badge.tsx";
import { IdentityFields } from "#app/ui/taxes/identity-fields.tsx";
import { PlaceFields } from "#app/ui/taxes/place-fields.tsx";
import { ResidenceChoice } from "#app/ui/taxes/residence-choice.tsx";

export const meta = pageTitle("taxes:agent.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const asking = contextOf(actor, context);
  const own = await taxProfileOf(context.db, { kind: "agent", id: agentId }, asking);
  const asked = url.searchParams.get("country");
  const entity = url.searchParams.get("entity");
  return {
    ...own,
    country: asked && isCountry(asked) ? asked : (own.profile?.country ?? own.account.country),
    entity: entity === "company" || entity === "individual" ? entity : (own.profile?.entity ?? "individual"),
    saved: url.searchParams.has("saved"),
    years: yearsUpTo(asking.now),
  };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, agentId } = requireAgent(context);
  const form = await readForm(request, context, agentTaxInput);
  if (!form.ok) return form.reply;
  const cipher = fieldCipherOf(context.env);
  await context.db.transaction((tx) => saveAgentTax(tx, { ...form.value, agentId, cipher }, contextOf(actor, context)));
  return redirect("/agent/tax?saved");
});

export default function AgentTax() {
  const { account, profile, state, country, entity, saved, years } = useLoaderData<typeof loader>();
  const { t } = useTranslation("taxes");
  const forms = formsFor(country, entity);
  return (
    <Page
      title={t("agent.title")}
      subtitle={t("agent.subtitle")}
      state={<FormStateBadge state={state} />}
      aside={
        <>
          <Card title={t("onFile.title")}>
            {profile?.signedAt ? (
              <Facts
                items={[
                  { label: t("onFile.form"), value: formsFor(profile.country, profile.entity).join(" · ") },
                  { label: t("onFile.signed"), value: <When at={profile.signedAt} format="date" /> },
                  { label: t("onFile.by"), value: profile.signedName },
                  {
                    label: t("onFile.until"),
                    value: profile.validUntil ? <When at={profile.validUntil} format="date" /> : t("onFile.noEnd"),
                  },
                  { label: t("fields.taxId"), value: t("onFile.ends", { last: profile.taxIdLast4 }) },
                  { label: t("fields.vatNumber"), value: profile.vatNumber || "–" },
                ]}
              />
            ) : (
              <p className="text-soft text-sm">{t("onFile.none")}</p>
            )}
          </Card>
          <Card title={t("year.list")}>
            <ul className="grid gap-1 text-sm">
              {years.map((year) => (
                <li key={year}>
                  <Link to={`/agent/tax/${year}`} className="text-accent underline">
                    {t("year.title", { year })}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        </>
      }
    >
      {saved ? <Notice tone="green" title={t("agent.saved")} /> : null}
      {state === "valid" ? null : <Notice tone={state === "expiring" ? "marigold" : "red"} title={t(`agent.need.${state}`)} />}
      <Card title={t("agent.where")}>
        <ResidenceChoice country={country} entity={entity} />
        <ul className="grid gap-1 text-sm">
          {forms.map((form) => (
            <li key={form}>
              <strong className="font-medium">{form}</strong> <span className="text-soft">{t(`forms.${form}`)}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Form className="grid gap-5" key={`${country} ${entity}`}>
        <Hidden name="country" value={country} />
        <Hidden name="entity" value={entity} />
        <Card title={t("agent.who")}>
          <PlaceFields country={country} place={profile?.country === country ? profile : null} name={account.name} />
        </Card>
        {country === "US" ? null : (
          <Card title={t("agent.vat")}>
            <p className="text-soft text-sm">{t("agent.vatText")}</p>
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <CheckboxField
                name="vatRegistered"
                label={t("fields.vatRegistered")}
                defaultChecked={profile?.country === country && profile.vatRegistered}
                className="self-center"
              />
              <TextField
                name="vatNumber"
                label={t("fields.vatNumber")}
                hint={t("fields.vatNumberHint")}
                defaultValue={profile?.country === country ? profile.vatNumber : undefined}
                autoComplete="off"
                maxLength={30}
              />
            </div>
          </Card>
        )}
        <Card title={t("agent.identity")}>
          <p className="text-soft text-sm">{t("agent.identityText")}</p>
          <IdentityFields country={country} entity={entity} questions={questionsFor(country, entity)} onFile={profile} />
        </Card>
        <Card title={t("agent.sign")}>
          <ul className="grid list-disc gap-1 pl-5 text-sm">
            {forms.map((form) => (
              <li key={form}>{t(`certify.${form}`)}</li>
            ))}
          </ul>
          <CheckboxField name="certified" label={t("fields.certified")} />
          <TextField
            name="signedName"
            label={t("fields.signedName")}
            hint={t("fields.signedNameHint")}
            autoComplete="name"
            required
            maxLength={160}
          />
          <div className="flex justify-end">
            <Button>{t("agent.save")}</Button>
          </div>
        </Card>
      </Form>
    </Page>
  );
}
