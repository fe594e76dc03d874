import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { nextPayout } from "#app/domain/payouts/earnings.server.ts";
import { hindrance, localEstimate, payoutMinimum } from "#app/domain/payouts/payout.ts";
import { requestPayout } from "#app/domain/payouts/request-payout.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { FX_DATE } from "#app/kernel/fx-rates.ts";
import { money, settlementCurrency } from "#app/kernel/money.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { PaidWeeks } from "#app/ui/payouts/paid-weeks.tsx";
import { formatRate } from "#app/ui/payouts/rates.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:confirm.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const currency = settlementCurrency.safeParse(url.searchParams.get("currency"));
  if (!currency.success) throw new NotFound();
  const next = await nextPayout(context.db, { agentId, currency: currency.data }, actor);
  const problem = next.rail ? hindrance(next.account, next.amount, currency.data, context.now()) : "notPayableThere";
  return { ...next, currency: currency.data, problem };
});

const input = z.object({
  currency: settlementCurrency,
  amount: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform((minor) => BigInt(minor)),
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, agentId } = requireAgent(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { currency, amount } = form.value;
  const { id } = await context.db.transaction((tx) =>
    requestPayout(tx, { agentId, currency, expected: amount }, contextOf(actor, context)),
  );
  return redirect(`/agent/payouts/${id}`);
});

export default function NewPayout() {
  const { weeks, amount, currency, localCurrency, account, problem } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale, timeZone } = useReader();
  const whole = money(amount, currency);
  const estimate = localCurrency && localCurrency !== currency ? localEstimate(whole, localCurrency) : null;
  const date = account?.usableFrom
    ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(account.usableFrom)
    : "";
  return (
    <Page
      title={t("confirm.title")}
      subtitle={t("confirm.subtitle")}
      back={{ to: "/agent/earnings", label: t("earnings.title") }}
    >
      {problem ? (
        <Notice tone="marigold">
          <p>{t(`hindrance.${problem}`, { minimum: formatMoney(money(payoutMinimum(currency), currency), locale), date })}</p>
          {problem === "nothingAvailable" || problem === "belowMinimum" ? null : (
            <LinkButton to="/agent/payout-account" variant="secondary" className="mt-2">
              {t("account.title")}
            </LinkButton>
          )}
        </Notice>
      ) : (
        <Card title={t("confirm.what")} className="max-w-2xl">
          <Facts
            items={[
              { label: t("confirm.amount"), value: <MoneyText value={whole} /> },
              { label: t("confirm.fee"), value: t("confirm.noFee") },
              { label: t("confirm.bank"), value: t("account.ending", { last4: account?.bankLast4, currency: localCurrency }) },
              ...(estimate
                ? [
                    {
                      label: t("confirm.reference"),
                      value: (
                        <>
                          {formatRate(estimate.rate, currency, localCurrency!, locale)} (<When at={FX_DATE} format="date" />)
                        </>
                      ),
                    },
                    {
                      label: t("confirm.estimate"),
                      value: t("confirm.about", { amount: formatMoney(estimate.amount, locale) }),
                    },
                  ]
                : []),
              { label: t("confirm.arrives"), value: t("confirm.arrivesText") },
            ]}
          />
          {estimate ? <p className="text-sm text-soft">{t("confirm.rateText")}</p> : null}
          <Form className="flex flex-wrap gap-2">
            <Hidden name="currency" value={currency} />
            <Hidden name="amount" value={String(amount)} />
            <Button>{t("confirm.do", { amount: formatMoney(whole, locale) })}</Button>
            <LinkButton to="/agent/earnings" variant="secondary">
              {t("confirm.notNow")}
            </LinkButton>
          </Form>
        </Card>
      )}
      {weeks.length > 0 ? (
        <Card title={t("weeks.within")}>
          <PaidWeeks weeks={weeks} currency={currency} />
        </Card>
      ) : null}
    </Page>
  );
}
