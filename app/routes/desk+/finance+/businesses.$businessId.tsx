import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import {
  cadences,
  declineTermsInput,
  netDayChoices,
  paymentModes,
  setArrangementInput,
} from "#app/domain/billing/arrangement.ts";
import { exposuresOf } from "#app/domain/billing/exposure.server.ts";
import { declineTerms, setArrangement } from "#app/domain/billing/set-arrangement.server.ts";
import { payingBusiness } from "#app/domain/billing/terms.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { pageOf } from "#app/http/pagination.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { money, settlementCurrencies, toMajor } from "#app/kernel/money.ts";
import { ArrangementCard, ArrangementHistory } from "#app/ui/billing/arrangement-card.tsx";
import { BillSums, BillTable } from "#app/ui/billing/bill-table.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { countryName } from "#app/ui/kit/names.ts";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { Pager } from "#app/ui/kit/pager.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:payers.one");

export const loader = loaderOf(async ({ context, params, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const businessId = id(params.businessId);
  const page = pageOf(url);
  const now = context.now();
  const found = await payingBusiness(context.db, businessId, { page, now }, actor);
  const currencies = [...new Set(found.sums.map((one) => one.currency))];
  const asked = currencies.map((currency) => ({ businessId, currency }));
  return { ...found, exposures: await exposuresOf(context.db, asked, now), page, now };
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const businessId = id(params.businessId);
  const intent = z
    .enum(["arrange", "decline"])
    .catch("arrange")
    .parse((await request.clone().formData()).get("intent"));
  if (intent === "decline") {
    const form = await readForm(request, context, declineTermsInput);
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => declineTerms(tx, { businessId, ...form.value }, contextOf(actor, context)));
  } else {
    const form = await readForm(request, context, setArrangementInput);
    if (!form.ok) return form.reply;
    await context.db.transaction((tx) => setArrangement(tx, { businessId, ...form.value }, contextOf(actor, context)));
  }
  return redirect(`/desk/finance/businesses/${businessId}`);
});

/** A business as platform finance sees it: how it pays and may pay, how much of its limit is used, and its bills. */
export default function Payer() {
  const { business, arrangement, history, request, rows, sums, exposures, page, pages, now } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const asked = request?.state === "asked" ? request : null;
  return (
    <Page
      title={business.name}
      subtitle={countryName(locale, business.country)}
      back={{ to: "/desk/finance/businesses", label: t("payers.title") }}
      aside={
        <>
          <ArrangementCard arrangement={arrangement} />
          {exposures.map((one) => (
            <Card key={one.currency} title={t("payers.exposure", { currency: one.currency })}>
              <Facts
                items={[
                  { label: t("payers.limit"), value: <MoneyText value={money(one.limit, one.currency)} /> },
                  { label: t("payers.used"), value: <MoneyText value={money(one.used, one.currency)} /> },
                  { label: t("payers.percent"), value: <span className="tabular">{`${one.percent} %`}</span> },
                ]}
              />
            </Card>
          ))}
          <ArrangementHistory history={history} named />
        </>
      }
    >
      {asked ? (
        <Notice tone="marigold" title={t("payers.asks")}>
          <p>
            {t(`terms.cadences.${asked.cadence}`)} · {t("terms.days", { count: asked.netDays })} · <When at={asked.askedAt} />
          </p>
          {asked.note ? <p className="break-words">{asked.note}</p> : null}
        </Notice>
      ) : null}
      <Card title={t("payers.decide")}>
        <p className="text-soft text-sm">{t("payers.decideText")}</p>
        <Form intent="arrange" className="grid gap-4 sm:grid-cols-2">
          <SelectField
            name="mode"
            label={t("terms.mode")}
            options={paymentModes.map((one) => ({ value: one, label: t(`terms.modes.${one}`) }))}
            defaultValue={asked ? "terms" : arrangement.mode}
          />
          <SelectField
            name="cadence"
            label={t("terms.cadence")}
            options={cadences.map((one) => ({ value: one, label: t(`terms.cadences.${one}`) }))}
            defaultValue={asked?.cadence ?? arrangement.cadence}
          />
          <SelectField
            name="netDays"
            label={t("terms.netDays")}
            options={netDayChoices.map((days) => ({ value: String(days), label: t("terms.days", { count: days }) }))}
            defaultValue={String(asked?.netDays ?? arrangement.netDays ?? 14)}
          />
          <div className="grid grid-cols-[1fr_auto] gap-2">
            <TextField
              name="creditLine"
              label={t("terms.creditLine")}
              inputMode="decimal"
              defaultValue={
                arrangement.creditLine === null ? "" : toMajor(money(arrangement.creditLine, arrangement.creditCurrency!))
              }
            />
            <SelectField
              name="creditCurrency"
              label={t("payers.currency")}
              options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
              defaultValue={arrangement.creditCurrency ?? sums[0]?.currency ?? "USD"}
            />
          </div>
          <TextField name="reason" label={t("payers.reason")} required maxLength={500} className="sm:col-span-2" />
          <Button className="justify-self-start">{t("payers.decideNow")}</Button>
        </Form>
      </Card>
      {asked ? (
        <Card title={t("payers.declineTitle")}>
          <Form intent="decline" className="grid gap-3">
            <Hidden name="requestId" value={asked.id} />
            <TextField name="answer" label={t("payers.answer")} required maxLength={500} />
            <Button variant="danger" className="justify-self-start">
              {t("payers.decline")}
            </Button>
          </Form>
        </Card>
      ) : null}
      <h2 className="font-semibold text-lg">{t("bills.title")}</h2>
      <BillSums sums={sums} />
      {rows.length === 0 ? (
        <EmptyState title={t("bills.empty")}>{t("bills.emptyHint")}</EmptyState>
      ) : (
        <BillTable bills={rows} to={(billId) => `/desk/finance/bills/${billId}`} now={now} />
      )}
      <Pager page={page} pages={pages} />
    </Page>
  );
}
