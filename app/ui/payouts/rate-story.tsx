import { useTranslation } from "react-i18next";
import { rateDifference } from "#app/domain/payouts/quote.ts";
import { FX_SOURCE } from "#app/kernel/fx-rates.ts";
import { money, parseRate } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { formatDifference, formatRate } from "./rates.ts";

export interface Rated {
  currency: string;
  localCurrency: string | null;
  localAmount: bigint | null;
  exchangeRate: string | null;
  referenceRate: string | null;
  referenceDate: string | null;
  shownRate: string | null;
  shownLocalAmount: bigint | null;
}

/** The rate that was shown, the one that was applied and the reference, side by side, each against the reference; nothing without a conversion. */
export function RateStory({ payout, local }: { payout: Rated; local: string | null }) {
  const { t } = useTranslation("payouts");
  const { locale } = useReader();
  const { currency, referenceRate, referenceDate } = payout;
  if (!local || local === currency || !referenceRate) return null;
  const reference = parseRate(referenceRate);
  const rows = [
    { key: "shown", rate: payout.shownRate, amount: payout.shownLocalAmount },
    { key: "applied", rate: payout.exchangeRate, amount: payout.localAmount },
    { key: "reference", rate: referenceRate, amount: null },
  ];
  return (
    <Card title={t("rates.title")}>
      <Table
        caption={t("rates.title")}
        columns={[
          { key: "which", label: t("rates.which") },
          { key: "rate", label: t("rates.rate"), align: "right" },
          { key: "difference", label: t("rates.difference"), align: "right" },
          { key: "bank", label: t("rates.inBank"), align: "right" },
        ]}
      >
        {rows.map(({ key, rate, amount }) => (
          <Row key={key}>
            <Cell>{t(`rates.${key}`)}</Cell>
            <Cell numeric className="whitespace-nowrap">
              {rate ? formatRate(parseRate(rate), currency, local, locale) : t(`rates.${key}Not`)}
            </Cell>
            <Cell numeric>
              {rate && key !== "reference" ? formatDifference(rateDifference(parseRate(rate), reference), locale) : null}
            </Cell>
            <Cell numeric>{amount === null ? null : <MoneyText value={money(amount, local)} />}</Cell>
          </Row>
        ))}
      </Table>
      <p className="text-soft text-xs">
        {t("rates.source", { source: FX_SOURCE })} {referenceDate ? <When at={referenceDate} format="date" /> : null}
      </p>
    </Card>
  );
}
