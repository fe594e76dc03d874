import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { permit } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { FEE_BPS } from "#app/domain/contracts/contract.ts";
import { applicationPage } from "#app/domain/hiring/applications.server.ts";
import { DEFAULT_EVIDENCE } from "#app/domain/hiring/evidence-level.ts";
import { offerForm } from "#app/domain/hiring/offer.ts";
import { sendOffer } from "#app/domain/hiring/send-offer.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { addMoney, basisPointsOf, convertMoney, divideHalfUp, money, parseMoney, toMajor } from "#app/kernel/money.ts";
import { addDays, dateIn, weekOf } from "#app/kernel/time.ts";
import { hoursInZone, noHours, overlapOf, withoutHours } from "#app/kernel/week-hours.ts";
import { EvidenceChoice } from "#app/ui/hiring/evidence-meaning.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { CheckboxField, Form, Hidden, SelectField, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { WeekHoursPicker } from "#app/ui/roles/week-hours-picker.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("hiring:offer.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireMember(context);
  const { application, role, agentName } = await applicationPage(context.db, id(params.applicationId), actor);
  permit(actor, "hiring.manage", application);
  const agent = await agentProfile(context.db, application.agentId);
  const asked = money(agent.hourlyRate, agent.currency);
  const prefill =
    agent.currency === role.currency ? asked : convertMoney(asked, role.currency, referenceRate(agent.currency, role.currency));
  const week = weekOf(context.now());
  const free = hoursInZone(withoutHours(agent.availability, agent.committed), agent.timeZone, role.timeZone, week);
  const both = overlapOf(role.coverage, free);
  const tomorrow = dateIn(addDays(context.now(), 1), role.timeZone);
  return {
    application,
    role,
    agentName,
    asked,
    free,
    windows: both === noHours ? role.coverage : both,
    rate: toMajor(prefill),
    startsOn: role.startsOn && role.startsOn > tomorrow ? role.startsOn : tomorrow,
  };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireMember(context);
  const { application, role } = await applicationPage(context.db, id(params.applicationId), actor);
  const form = await readForm(request, context, offerForm(role.currency));
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) =>
    sendOffer(tx, { ...form.value, applicationId: application.id }, contextOf(actor, context)),
  );
  return redirect(`/business/applications/${application.id}`);
});

export default function MakeOffer() {
  const { application, role, agentName, asked, free, windows, rate, startsOn } = useLoaderData<typeof loader>();
  const { t } = useTranslation("hiring");
  const [typed, setTyped] = useState({ rate, minutes: role.weeklyLimitMinutes });
  const hourly = parseMoney(typed.rate, role.currency);
  const pay = hourly ? money(divideHalfUp(hourly.minor * BigInt(typed.minutes), 60n), role.currency) : null;
  const fee = pay ? basisPointsOf(pay, FEE_BPS) : null;
  const limits = [...new Set([10, 12, 16, 20, 25, 30, 35, 40, role.weeklyLimitMinutes / 60])].sort((a, b) => a - b);
  return (
    <Page
      title={t("offer.title")}
      subtitle={`${agentName} · ${role.title}`}
      back={{ to: `/business/applications/${application.id}`, label: agentName }}
    >
      <Form className="grid gap-5">
        <Card title={t("offer.money")}>
          <p className="text-soft text-sm">
            {t("offer.asks")} <MoneyText value={asked} />
          </p>
          <div
            className="grid gap-4 sm:grid-cols-2"
            onInput={(event) => {
              const field = event.target as HTMLInputElement;
              if (field.name === "hourlyRate") setTyped((now) => ({ ...now, rate: field.value }));
              if (field.name === "weeklyLimitMinutes") setTyped((now) => ({ ...now, minutes: Number(field.value) }));
            }}
          >
            <TextField
              name="hourlyRate"
              inputMode="decimal"
              label={t("offer.hourlyRate")}
              defaultValue={rate}
              suffix={role.currency}
              required
            />
            <SelectField
              name="weeklyLimitMinutes"
              label={t("offer.weeklyLimit")}
              options={limits.map((hours) => ({ value: String(hours * 60), label: t("roles:form.limitHours", { hours }) }))}
              defaultValue={String(role.weeklyLimitMinutes)}
            />
          </div>
          {pay && fee ? (
            <Facts
              items={[
                { label: t("offer.weekPay"), value: <MoneyText value={pay} /> },
                { label: t("offer.weekFee"), value: <MoneyText value={fee} /> },
                { label: t("offer.weekTotal"), value: <MoneyText value={addMoney(pay, fee)} /> },
              ]}
            />
          ) : null}
        </Card>
        <Card title={t("offer.time")}>
          <Hidden name="timeZone" value={role.timeZone} />
          <WeekHoursPicker
            name="windows"
            label={t("offer.windows")}
            hint={t("roles:detail.zone", { zone: role.timeZone })}
            defaultValue={windows}
            free={free}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField name="startsOn" type="date" label={t("offer.startsOn")} defaultValue={startsOn} required />
            <TextField name="endsOn" type="date" label={t("offer.endsOn")} defaultValue={role.endsOn ?? ""} />
          </div>
          <CheckboxField name="manualTimeAllowed" label={t("offer.manual")} hint={t("offer.manualHint")} />
          <CheckboxField name="approvalFirst" label={t("offer.approvalFirst")} hint={t("offer.approvalFirstHint")} />
        </Card>
        <Card title={t("evidence.label")}>
          <p className="text-soft text-sm">{t("evidence.time")}</p>
          <EvidenceChoice chosen={DEFAULT_EVIDENCE} />
        </Card>
        <Card title={t("offer.word")}>
          <TextArea name="message" label={t("offer.message")} maxLength={2000} />
        </Card>
        <p className="text-soft text-sm">{t("offer.what")}</p>
        <div className="flex justify-end">
          <Button>{t("offer.send")}</Button>
        </div>
      </Form>
    </Page>
  );
}
