import { redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { cardsOf } from "#app/domain/billing/bills.server.ts";
import { creditPage, prepayFlow, refreshPrepaymentFlow } from "#app/domain/billing/prepay-flow.server.ts";
import { LEAST_PREPAYMENT, MOST_PREPAYMENT, prepaymentInput } from "#app/domain/billing/prepayment.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { money, settlementCurrencies } from "#app/kernel/money.ts";
import { type PaidAhead, PaymentsAhead } from "#app/ui/billing/payments-ahead.tsx";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, SelectField, TextField } from "#app/ui/kit/form.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:credit.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const returned = url.searchParams.get("prepayment");
  if (returned) {
    // Back from the bank: what counts is what Stripe says, never the address.
    const prepaymentId = id(returned);
    await refreshPrepaymentFlow(context.db, context.stripe, { prepaymentId }, contextOf(actor, context));
    throw redirect(`/business/credit?last=${prepaymentId}`);
  }
  const [page, cards] = await Promise.all([creditPage(context.db, businessId, actor), cardsOf(context.db, businessId, actor)]);
  const last = page.prepayments.find((one) => one.prepayment.id === url.searchParams.get("last")) ?? null;
  return { ...page, last, cards, formId: newId(), currency: page.balances[0]?.currency ?? "USD" };
});

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, prepaymentInput);
  if (!form.ok) return form.reply;
  const { intent: _, ...value } = form.value;
  const returnTo = `${context.env.PUBLIC_URL}/business/credit?prepayment=${value.id}`;
  const { url } = await prepayFlow(context.db, context.stripe, { ...value, businessId, returnTo }, contextOf(actor, context));
  return redirect(url ?? `/business/credit?last=${value.id}`);
});

export default function Credit() {
  const { balances, moves, prepayments, last, cards, formId, currency } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const bounds = {
    least: formatMoney(money(LEAST_PREPAYMENT, currency), locale),
    most: formatMoney(money(MOST_PREPAYMENT, currency), locale),
  };
  return (
    <Page
      title={t("credit.title")}
      subtitle={t("credit.subtitle")}
      back={{ to: "/business/bills", label: t("bills.title") }}
      aside={
        <>
          <Card title={t("credit.balance")}>
            {balances.length === 0 ? <p className="text-soft text-sm">{t("credit.none")}</p> : null}
            <Facts
              items={balances.map((one) => ({
                label: one.currency,
                value: <MoneyText value={money(one.balance, one.currency)} />,
              }))}
            />
          </Card>
          <PaymentsAhead payments={prepayments as PaidAhead[]} />
        </>
      }
    >
      {last ? <Outcome payment={last as PaidAhead} /> : null}
      {cards.length === 0 ? (
        <Notice tone="marigold" title={t("credit.noCard")}>
          <LinkButton to="/business/cards" variant="secondary">
            {t("cards.title")}
          </LinkButton>
        </Notice>
      ) : (
        <Card title={t("credit.pay")}>
          <Form intent="pay" className="grid gap-4">
            <Hidden name="id" value={formId} />
            <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
              <TextField
                name="amount"
                label={t("credit.amount")}
                hint={t("credit.bounds", bounds)}
                inputMode="decimal"
                autoComplete="off"
                required
              />
              <SelectField
                name="currency"
                label={t("credit.currency")}
                options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
                defaultValue={currency}
                className="content-end"
              />
            </div>
            <SelectField
              name="cardId"
              label={t("credit.card")}
              options={cards.map((card) => ({
                value: card.id,
                label: t("cards.named", { brand: card.brand.toUpperCase(), last4: card.last4 }),
              }))}
              defaultValue={cards[0]!.id}
            />
            <p className="text-soft text-sm">{t("credit.text")}</p>
            <div>
              <Button>{t("credit.payNow")}</Button>
            </div>
          </Form>
        </Card>
      )}
      {moves.map(({ currency: code, postings }) => (
        <Card key={code} title={t("credit.history", { currency: code })}>
          <Table
            caption={t("credit.history", { currency: code })}
            columns={[
              { key: "at", label: t("credit.at") },
              { key: "what", label: t("credit.what") },
              { key: "change", label: t("credit.change"), align: "right" },
              { key: "balance", label: t("credit.balance"), align: "right" },
            ]}
          >
            {postings.map((one) => (
              <Row key={one.id}>
                <Cell>
                  <When at={one.occurredAt} />
                </Cell>
                <Cell>
                  {one.billId ? (
                    <Link to={`/business/bills/${one.billId}`} className="text-accent underline">
                      {t(`credit.kinds.${one.kind.replaceAll(".", "_")}`, { defaultValue: t("credit.kinds.other") })}
                    </Link>
                  ) : (
                    t(`credit.kinds.${one.kind.replaceAll(".", "_")}`, { defaultValue: t("credit.kinds.other") })
                  )}
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(one.change, code)} signed />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(one.balance, code)} />
                </Cell>
              </Row>
            ))}
          </Table>
        </Card>
      ))}
    </Page>
  );
}

/** What became of the payment that was just made. */
function Outcome({ payment: { prepayment } }: { payment: PaidAhead }) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const { state, declineCode, declineMessage, amount, currency } = prepayment;
  const shown = formatMoney(money(amount, currency), locale);
  const tone = state === "succeeded" ? "green" : state === "failed" ? "red" : "marigold";
  return (
    <Notice tone={tone} title={t(`credit.outcome.${state}`, { amount: shown })}>
      {state === "failed" && declineCode ? (
        <p>{t(`declines.${declineCode}`, { defaultValue: declineMessage ?? t("declines.generic_decline") })}</p>
      ) : null}
    </Notice>
  );
}
