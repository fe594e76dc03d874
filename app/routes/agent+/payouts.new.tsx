import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { payoutMinimum } from "#app/domain/payouts/minimums.ts";
import { quoteOf } from "#app/domain/payouts/quote-payout-flow.server.ts";
import { RECOVERY_SHARE_PERCENT } from "#app/domain/payouts/recovery.ts";
import { requestShownPayoutFlow } from "#app/domain/payouts/request-shown-payout-flow.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { money, parseRate, settlementCurrency } from "#app/kernel/money.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { SignedAmount } from "#app/ui/ledger/balance-text.tsx";
import { PaidItems } from "#app/ui/payouts/paid-items.tsx";
import { formatRate } from "#app/ui/payouts/rates.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:confirm.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, agentId } = requireAgent(context);
  const currency = settlementCurrency.safeParse(url.searchParams.get("currency"));
  if (!currency.success) throw new NotFound();
  const asked = { agentId, currency: currency.data };
  return { ...(await quoteOf(context.db, context.stripe, asked, contextOf(actor, context))), currency: currency.data };
});

const minor = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform((digits) => BigInt(digits));
const input = z.object({
  currency: settlementCurrency,
  amount: minor,
  rate: z
    .string()
    .regex(/^\d{1,9}\.\d{1,12}$/)
    .optional(),
  local: minor.optional(),
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, agentId } = requireAgent(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const { currency, amount, rate, local } = form.value;
  const shown = rate && local !== undefined ? { rate, local } : null;
  const asking = contextOf(actor, context);
  const { id } = await requestShownPayoutFlow(context.db, context.stripe, { agentId, currency, expected: amount, shown }, asking);
  return redirect(`/agent/payouts/${id}`);
});

export default function NewPayout() {
  const { items, whole, recovered, owed, amount, currency, localCurrency, account, problem, quote } =
    useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale, timeZone } = useReader();
  const sent = money(amount, currency);
  const converts = localCurrency !== null && localCurrency !== currency;
  const date = account?.usableFrom
    ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(account.usableFrom)
    : "";
  const form = problem === "taxForm" || problem === "taxFormExpired";
  return (
    <Page
      title={t("confirm.title")}
      subtitle={t("confirm.subtitle")}
      back={{ to: "/agent/earnings", label: t("earnings.title") }}
    >
      {problem ? (
        <Notice tone="marigold">
          <p>
            {t(`hindrance.${problem}`, {
              minimum: formatMoney(money(payoutMinimum(currency, account?.country), currency), locale),
              date,
            })}
          </p>
          {problem === "nothingAvailable" || problem === "belowMinimum" ? null : (
            <LinkButton to={form ? "/agent/tax" : "/agent/payout-account"} variant="secondary" className="mt-2">
              {t(form ? "hindrance.toForm" : "account.title")}
            </LinkButton>
          )}
        </Notice>
      ) : (
        <Card title={t("confirm.what")} className="max-w-2xl">
          <Facts
            items={[
              { label: t("confirm.amount"), value: <MoneyText value={money(whole, currency)} /> },
              ...(recovered > 0n
                ? [
                    { label: t("confirm.recovered"), value: <SignedAmount value={money(-recovered, currency)} /> },
                    { label: t("confirm.sent"), value: <MoneyText value={sent} /> },
                  ]
                : []),
              { label: t("confirm.fee"), value: t("confirm.noFee") },
              { label: t("confirm.bank"), value: t("account.ending", { last4: account?.bankLast4, currency: localCurrency }) },
              ...(quote.reference
                ? [
                    {
                      label: t("confirm.reference"),
                      value: (
                        <>
                          {formatRate(parseRate(quote.reference.rate), currency, localCurrency!, locale)} (
                          <When at={quote.reference.date} format="date" />)
                        </>
                      ),
                    },
                  ]
                : []),
              ...(quote.rate
                ? [
                    {
                      label: t("confirm.rate"),
                      value: formatRate(parseRate(quote.rate), currency, localCurrency!, locale),
                    },
                  ]
                : []),
              ...(quote.local
                ? [
                    {
                      label: t("confirm.estimate"),
                      value: t("confirm.about", { amount: formatMoney(quote.local, locale) }),
                    },
                  ]
                : []),
              {
                label: t("confirm.arrives"),
                value: (
                  <>
                    {t("confirm.around")} <When at={quote.arrives} format="date" />
                  </>
                ),
              },
            ]}
          />
          {converts ? <p className="text-sm text-soft">{t(`confirm.rateText.${account?.rail ?? "a"}`)}</p> : null}
          {recovered > 0n ? (
            <p className="text-sm">
              {t("confirm.recoveredText", {
                percent: String(RECOVERY_SHARE_PERCENT),
                owed: formatMoney(money(owed - recovered, currency), locale),
              })}
            </p>
          ) : null}
          <Form className="flex flex-wrap gap-2">
            <Hidden name="currency" value={currency} />
            <Hidden name="amount" value={String(amount)} />
            {quote.rate && quote.local ? (
              <>
                <Hidden name="rate" value={quote.rate} />
                <Hidden name="local" value={String(quote.local.minor)} />
              </>
            ) : null}
            <Button>{t("confirm.do", { amount: formatMoney(sent, locale) })}</Button>
            <LinkButton to="/agent/earnings" variant="secondary">
              {t("confirm.notNow")}
            </LinkButton>
          </Form>
        </Card>
      )}
      {items.length > 0 ? (
        <Card title={t("items.title")}>
          <PaidItems
            items={items}
            currency={currency}
            recovered={problem ? 0n : recovered}
            weekTo={(timesheetId) => `/agent/timesheets/${timesheetId}`}
            payoutTo={(payoutId) => `/agent/payouts/${payoutId}`}
          />
        </Card>
      ) : null}
    </Page>
  );
}
