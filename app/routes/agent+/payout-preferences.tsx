import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { payoutSettingsOf } from "#app/domain/payouts/earnings.server.ts";
import { leastOwnMinimum, MINIMUMS_DATE, MINIMUMS_SOURCE, payoutMinimum } from "#app/domain/payouts/minimums.ts";
import { preferencesInput } from "#app/domain/payouts/preferences.ts";
import { savePayoutPreferences } from "#app/domain/payouts/save-payout-preferences.server.ts";
import { nextPayday, schedules } from "#app/domain/payouts/schedule.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { money, settlementCurrencies, toMajor } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, RadioCards, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:preferences.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  return { ...(await payoutSettingsOf(context.db, agentId, actor)), saved: url.searchParams.has("saved") };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, agentId } = requireAgent(context);
  const form = await readForm(request, context, preferencesInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => savePayoutPreferences(tx, { agentId, ...form.value }, contextOf(actor, context)));
  return redirect("/agent/payout-preferences?saved=1");
});

/** How often an agent is paid, and from which amount on; the next day of each schedule is shown, since "every second" alone says too little. */
export default function PayoutPreferences() {
  const { preferences, country, localCurrency, saved } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale, now } = useReader();
  const least = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(
    toMajor(money(leastOwnMinimum(country), "USD")) as `${number}`,
  );
  return (
    <Page
      title={t("preferences.title")}
      subtitle={t("preferences.subtitle")}
      back={{ to: "/agent/earnings", label: t("earnings.title") }}
      aside={
        <Card title={t("preferences.minimums")}>
          <Facts
            items={settlementCurrencies.map((currency) => ({
              label: currency,
              value: <MoneyText value={money(payoutMinimum(currency, country), currency)} />,
            }))}
          />
          <p className="text-soft text-xs">
            {t("preferences.minimumsText", { country: countryName(locale, country), source: MINIMUMS_SOURCE })}{" "}
            <When at={MINIMUMS_DATE} format="date" />
          </p>
        </Card>
      }
    >
      {saved ? <Notice tone="green">{t("preferences.saved")}</Notice> : null}
      <Card title={t("preferences.when")}>
        <Form className="grid gap-4">
          <RadioCards
            name="schedule"
            legend={t("preferences.schedule")}
            defaultValue={preferences.schedule}
            options={schedules.map((schedule) => {
              const next = nextPayday(schedule, now);
              return {
                value: schedule,
                label: t(`preferences.schedules.${schedule}.label`),
                description: (
                  <>
                    {t(`preferences.schedules.${schedule}.hint`)} {next ? <When at={next} /> : null}
                  </>
                ),
              };
            })}
          />
          <TextField
            name="minimum"
            label={t("preferences.minimum")}
            hint={t("preferences.minimumHint", { minimum: least })}
            inputMode="decimal"
            defaultValue={preferences.minimum === null ? "" : toMajor(money(preferences.minimum, "USD"))}
            className="max-w-xs"
          />
          <p className="text-sm text-soft">{t("preferences.currency", { currency: localCurrency ?? "–" })}</p>
          <div>
            <Button>{t("preferences.save")}</Button>
          </div>
        </Form>
      </Card>
    </Page>
  );
}
