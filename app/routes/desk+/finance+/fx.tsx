import { Link, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { fxPage } from "#app/domain/payouts/fx.server.ts";
import { rateDifference } from "#app/domain/payouts/quote.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";
import { FX_DATE, FX_SOURCE } from "#app/kernel/fx-rates.ts";
import { money, parseRate } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { SignedAmount } from "#app/ui/ledger/balance-text.tsx";
import { formatDifference, formatRate } from "#app/ui/payouts/rates.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("payouts:fx.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor } = requireStaff(context, "platform_finance");
  const asked = url.searchParams.get("month") ?? "";
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : context.now().toISOString().slice(0, 7);
  return { month, ...(await fxPage(context.db, month, actor)) };
});

/** Rates, their sources, and what conversions won or lost, so that no difference is without a name. */
export default function Fx() {
  const { month, conversions, totals, gains, clearing } = useLoaderData<typeof loader>();
  const { t } = useTranslation("payouts");
  const { locale } = useReader();
  return (
    <Page title={t("fx.title")} subtitle={t("fx.subtitle")} back={{ to: "/desk/finance", label: t("ledger:overview.title") }}>
      <Form method="get" className="flex flex-wrap items-end gap-2">
        <TextField name="month" label={t("fx.month")} type="month" defaultValue={month} className="max-w-xs" />
        <Button variant="secondary">{t("statement.show")}</Button>
      </Form>
      <p className="text-sm text-soft">
        {t("rates.source", { source: FX_SOURCE })} <When at={FX_DATE} format="date" />. {t("fx.appliedSource")}
      </p>
      <Card title={t("fx.clearing")}>
        <p className="text-sm">{t("fx.clearingText")}</p>
        <Table
          caption={t("fx.clearing")}
          columns={[
            { key: "currency", label: t("fx.currency") },
            { key: "balance", label: t("fx.balance"), align: "right" },
            { key: "underWay", label: t("fx.underWay"), align: "right" },
            { key: "difference", label: t("fx.difference"), align: "right" },
          ]}
        >
          {clearing.map(({ currency, balance, underWay }) => (
            <Row key={currency}>
              <Cell>{currency}</Cell>
              <Cell numeric>
                <SignedAmount value={money(balance, currency)} />
              </Cell>
              <Cell numeric>
                <SignedAmount value={money(underWay, currency)} />
              </Cell>
              <Cell numeric>
                {balance === underWay ? (
                  <Badge tone="green">{t("fx.zero")}</Badge>
                ) : (
                  <SignedAmount value={money(balance - underWay, currency)} />
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      </Card>
      <Card title={t("fx.gains")}>
        {gains.length === 0 ? (
          <EmptyState title={t("fx.noGains")}>{t("fx.noGainsHint")}</EmptyState>
        ) : (
          <Table
            caption={t("fx.gains")}
            columns={[
              { key: "month", label: t("fx.month") },
              { key: "cause", label: t("fx.cause") },
              { key: "bookings", label: t("fx.bookings"), align: "right" },
              { key: "amount", label: t("fx.gainOrLoss"), align: "right" },
            ]}
          >
            {gains.map((one) => (
              <Row key={`${one.month} ${one.currency} ${one.cause}`}>
                <Cell className="whitespace-nowrap">{one.month}</Cell>
                <Cell>{one.cause ? t(`fx.causes.${one.cause}`, { defaultValue: one.cause }) : t("fx.noCause")}</Cell>
                <Cell numeric>{one.bookings}</Cell>
                <Cell numeric>
                  <SignedAmount value={money(-one.loss, one.currency)} />
                </Cell>
              </Row>
            ))}
          </Table>
        )}
      </Card>
      <Card title={t("fx.pairs")}>
        {totals.length === 0 ? (
          <EmptyState title={t("fx.none")}>{t("fx.noneHint")}</EmptyState>
        ) : (
          <Table
            caption={t("fx.pairs")}
            columns={[
              { key: "pair", label: t("fx.pair") },
              { key: "payouts", label: t("list.title"), align: "right" },
              { key: "amount", label: t("fx.converted"), align: "right" },
              { key: "arrived", label: t("fx.arrived"), align: "right" },
              { key: "reference", label: t("fx.atReference"), align: "right" },
              { key: "difference", label: t("fx.difference"), align: "right" },
            ]}
          >
            {totals.map((one) => (
              <Row key={`${one.currency} ${one.local}`}>
                <Cell className="whitespace-nowrap">
                  {one.currency} / {one.local}
                </Cell>
                <Cell numeric>{one.payouts}</Cell>
                <Cell numeric>
                  <MoneyText value={money(one.amount, one.currency)} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(one.arrived, one.local)} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(one.atReference, one.local)} />
                </Cell>
                <Cell numeric>
                  <SignedAmount value={money(one.difference, one.local)} />
                </Cell>
              </Row>
            ))}
          </Table>
        )}
        <p className="text-soft text-xs">{t("fx.pairsText")}</p>
      </Card>
      {conversions.length > 0 ? (
        <Card title={t("fx.conversions")}>
          <Table
            caption={t("fx.conversions")}
            columns={[
              { key: "at", label: t("fx.at") },
              { key: "agent", label: t("fx.agent") },
              { key: "amount", label: t("fx.converted"), align: "right" },
              { key: "shown", label: t("fx.shown"), align: "right" },
              { key: "applied", label: t("fx.applied"), align: "right" },
              { key: "reference", label: t("fx.reference"), align: "right" },
              { key: "difference", label: t("fx.difference"), align: "right" },
            ]}
          >
            {conversions.map(({ payout, agentName }) => {
              const rate = (text: string | null) =>
                text ? formatRate(parseRate(text), payout.currency, payout.localCurrency!, locale) : "–";
              return (
                <Row key={payout.id}>
                  <Cell className="whitespace-nowrap">
                    <Link to={`/desk/finance/payouts/${payout.id}`} className="text-accent underline">
                      <When at={payout.transferredAt!} format="date" />
                    </Link>
                  </Cell>
                  <Cell className="min-w-36">{agentName}</Cell>
                  <Cell numeric>
                    <MoneyText value={money(payout.amount, payout.currency)} />
                  </Cell>
                  <Cell numeric className="whitespace-nowrap">
                    {rate(payout.shownRate)}
                  </Cell>
                  <Cell numeric className="whitespace-nowrap">
                    {rate(payout.exchangeRate)}
                  </Cell>
                  <Cell numeric className="whitespace-nowrap">
                    {rate(payout.referenceRate)}
                  </Cell>
                  <Cell numeric>
                    {payout.referenceRate
                      ? formatDifference(rateDifference(parseRate(payout.exchangeRate!), parseRate(payout.referenceRate)), locale)
                      : null}
                  </Cell>
                </Row>
              );
            })}
          </Table>
        </Card>
      ) : null}
    </Page>
  );
}
