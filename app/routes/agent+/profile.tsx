import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { channels, saveProfileInput } from "#app/domain/agents/profile.ts";
import { agentCountries, isPayable } from "#app/domain/agents/rails.ts";
import { saveProfile } from "#app/domain/agents/save-profile.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { money, settlementCurrencies, toMajor } from "#app/kernel/money.ts";
import { timeZones } from "#app/kernel/time.ts";
import { AgentFacts } from "#app/ui/agents/agent-facts.tsx";
import { RailNotice } from "#app/ui/agents/rail-notice.tsx";
import { LanguageRows, ToolRows } from "#app/ui/agents/skill-rows.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { CheckboxField, FieldSet, Form, SelectField, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { WeekHoursPicker } from "#app/ui/roles/week-hours-picker.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("agents:profile.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { agentId } = requireAgent(context);
  const agent = await agentProfile(context.db, agentId);
  return { agent, saved: url.searchParams.has("saved"), zones: timeZones() };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, agentId } = requireAgent(context);
  const form = await readForm(request, context, saveProfileInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => saveProfile(tx, { ...form.value, agentId }, contextOf(actor, context)));
  return redirect("/agent/profile?saved");
});

export default function Profile() {
  const { agent, saved, zones } = useLoaderData<typeof loader>();
  const [country, setCountry] = useState(agent.country);
  const { t } = useTranslation("agents");
  const { locale } = useReader();
  const countries = agentCountries
    .map((code) => ({ value: code, label: `${countryName(locale, code)}${isPayable(code) ? "" : ` (${t("profile.notYet")})`}` }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
  return (
    <Page
      title={t("profile.title")}
      state={
        agent.completedAt ? (
          <Badge tone={agent.open ? "green" : "neutral"}>{t(agent.open ? "profile.open" : "profile.closed")}</Badge>
        ) : (
          <Badge tone="marigold">{t("profile.incomplete")}</Badge>
        )
      }
      aside={<AgentFacts agent={agent} />}
    >
      {saved ? <Notice tone="green" title={t("profile.saved")} /> : null}
      {isPayable(agent.country) ? null : <RailNotice country={agent.country} />}
      <Form className="grid gap-5">
        <Card title={t("profile.about")}>
          <TextField
            name="headline"
            label={t("form.headline")}
            hint={t("form.headlineHint")}
            defaultValue={agent.headline}
            required
            maxLength={120}
          />
          <TextArea name="about" label={t("form.about")} defaultValue={agent.about} maxLength={2000} />
        </Card>
        <Card title={t("profile.skills")}>
          <LanguageRows
            name="languages"
            rows={agent.languages}
            most={8}
            legend={t("form.languages")}
            hint={t("form.languagesHint")}
          />
          <ToolRows name="tools" rows={agent.tools} most={8} legend={t("form.tools")} hint={t("form.toolsHint")} />
          <FieldSet legend={t("form.channels")} errorsOf="channels">
            <div className="flex flex-wrap gap-4">
              {channels.map((channel) => (
                <CheckboxField
                  key={channel}
                  name="channels"
                  value={channel}
                  label={t(`channels.${channel}`)}
                  defaultChecked={agent.channels.includes(channel)}
                />
              ))}
            </div>
          </FieldSet>
        </Card>
        <Card title={t("profile.moneyAndPlace")}>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField
              name="hourlyRate"
              inputMode="decimal"
              label={t("form.hourlyRate")}
              hint={t("form.hourlyRateHint")}
              defaultValue={agent.completedAt ? toMajor(money(agent.hourlyRate, agent.currency)) : ""}
              required
            />
            <SelectField
              name="currency"
              label={t("form.currency")}
              hint={t("form.currencyHint")}
              options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
              defaultValue={agent.currency}
            />
            <div onChange={(event) => setCountry((event.target as unknown as HTMLSelectElement).value)}>
              <SelectField
                name="country"
                label={t("form.country")}
                hint={t("form.countryHint")}
                options={countries}
                defaultValue={agent.country}
              />
            </div>
            <SelectField
              name="timeZone"
              label={t("form.timeZone")}
              hint={t("form.timeZoneHint")}
              options={zones.map((zone) => ({ value: zone, label: zone }))}
              defaultValue={agent.timeZone}
            />
          </div>
          <div aria-live="polite">
            <RailNotice country={country} />
          </div>
        </Card>
        <Card title={t("form.availability")}>
          <WeekHoursPicker
            name="availability"
            label={t("form.availability")}
            hint={t("form.availabilityHint")}
            defaultValue={agent.availability}
          />
          <CheckboxField
            name="open"
            label={t("form.open")}
            hint={t("form.openHint")}
            defaultChecked={agent.completedAt ? agent.open : true}
          />
        </Card>
        <div className="flex justify-end">
          <Button>{t("profile.save")}</Button>
        </div>
      </Form>
    </Page>
  );
}
