import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { PayoutState } from "#app/domain/payouts/payout.ts";
import { money } from "#app/kernel/money.ts";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PayoutBadge } from "./payout-badge.tsx";

export interface PayoutRow {
  id: string;
  state: PayoutState;
  amount: bigint;
  currency: string;
  localAmount: bigint | null;
  localCurrency: string | null;
  reservedAt: Date;
  arrivesAt: Date | null;
  paidAt: Date | null;
}

export function PayoutTable({ payouts }: { payouts: PayoutRow[] }) {
  const { t } = useTranslation("payouts");
  return (
    <Table
      caption={t("list.title")}
      columns={[
        { key: "asked", label: t("list.asked") },
        { key: "state", label: t("list.state") },
        { key: "amount", label: t("list.amount"), align: "right" },
        { key: "local", label: t("list.local"), align: "right" },
        { key: "arrives", label: t("list.arrives") },
      ]}
    >
      {payouts.map((payout) => (
        <Row key={payout.id}>
          <Cell>
            <Link to={`/agent/payouts/${payout.id}`} className="whitespace-nowrap font-medium text-accent underline">
              <When at={payout.reservedAt} format="date" />
            </Link>
          </Cell>
          <Cell>
            <PayoutBadge state={payout.state} />
          </Cell>
          <Cell numeric>
            <MoneyText value={money(payout.amount, payout.currency)} />
          </Cell>
          <Cell numeric>
            {payout.localAmount !== null && payout.localCurrency ? (
              <MoneyText value={money(payout.localAmount, payout.localCurrency)} />
            ) : (
              "–"
            )}
          </Cell>
          <Cell className="whitespace-nowrap">
            {payout.state !== "failed" && (payout.paidAt ?? payout.arrivesAt) ? (
              <When at={(payout.paidAt ?? payout.arrivesAt)!} format="date" />
            ) : (
              "–"
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
