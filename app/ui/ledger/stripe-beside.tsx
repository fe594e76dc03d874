import { useTranslation } from "react-i18next";
import { type Money, money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { DifferenceText } from "./balance-text.tsx";

interface Balance {
  kind: string;
  currency: string;
  balance: bigint;
}

/** Our Stripe balances and Stripe's own, by currency; a currency that both have at zero is left out. */
export function besideStripe(balances: Balance[], stripe: Money[]): { currency: string; ours: bigint; theirs: bigint }[] {
  const ours = new Map(balances.filter((one) => one.kind === "stripe:balance").map((one) => [one.currency, one.balance]));
  const theirs = new Map(stripe.map((one) => [one.currency, one.minor]));
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .sort()
    .map((currency) => ({ currency, ours: ours.get(currency) ?? 0n, theirs: theirs.get(currency) ?? 0n }))
    .filter((row) => row.ours !== 0n || row.theirs !== 0n);
}

export function StripeBeside({ balances, stripe }: { balances: Balance[]; stripe: Money[] | null }) {
  const { t } = useTranslation("ledger");
  const rows = besideStripe(balances, stripe ?? []);
  return (
    <Card title={t("beside.title")}>
      <p className="text-soft text-sm">{t(stripe ? "beside.text" : "beside.unreachable")}</p>
      {rows.length > 0 ? (
        <Table
          caption={t("beside.title")}
          columns={[
            { key: "currency", label: t("fields.currency") },
            { key: "ours", label: t("beside.ours"), align: "right" },
            { key: "theirs", label: t("beside.theirs"), align: "right" },
            { key: "difference", label: t("beside.difference"), align: "right" },
          ]}
        >
          {rows.map(({ currency, ours, theirs }) => (
            <Row key={currency}>
              <Cell className="font-medium">{currency}</Cell>
              <Cell numeric>
                <MoneyText value={money(ours, currency)} />
              </Cell>
              <Cell numeric>{stripe ? <MoneyText value={money(theirs, currency)} /> : t("beside.unknown")}</Cell>
              <Cell numeric>
                {!stripe ? (
                  t("beside.unknown")
                ) : ours === theirs ? (
                  <Badge tone="green">{t("beside.same")}</Badge>
                ) : (
                  <DifferenceText value={money(theirs - ours, currency)} />
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      ) : null}
    </Card>
  );
}
