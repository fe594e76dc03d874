import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { TrialCurrency } from "#app/domain/ledger/trial-balance.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { useLedgerNames } from "./names.ts";

/** A trial balance, a card for each currency. */
export function TrialCards({ trial }: { trial: TrialCurrency[] }) {
  const { t } = useTranslation("ledger");
  const names = useLedgerNames();
  return (
    <>
      {trial.map(({ currency, rows, debit, credit }) => (
        <Card
          key={currency}
          title={currency}
          actions={
            <Badge tone={debit === credit ? "green" : "red"}>
              {t(debit === credit ? "trial.balances" : "trial.doesNotBalance")}
            </Badge>
          }
        >
          <Table
            caption={`${t("trial.title")} ${currency}`}
            columns={[
              { key: "kind", label: t("fields.account") },
              { key: "accounts", label: t("fields.accounts"), align: "right" },
              { key: "debit", label: t("fields.debit"), align: "right" },
              { key: "credit", label: t("fields.credit"), align: "right" },
            ]}
          >
            {rows.map((row) => (
              <Row key={row.kind}>
                <Cell className="min-w-44">
                  <Link
                    to={`/desk/finance/accounts?kind=${encodeURIComponent(row.kind)}&currency=${currency}`}
                    className="text-accent underline"
                    title={names.meaning(row.kind)}
                  >
                    {names.kind(row.kind)}
                  </Link>
                </Cell>
                <Cell numeric className="tabular">
                  {row.accounts}
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(row.debit, currency)} />
                </Cell>
                <Cell numeric>
                  <MoneyText value={money(row.credit, currency)} />
                </Cell>
              </Row>
            ))}
            <Row className="bg-sunken font-semibold">
              <Cell>{t("fields.total")}</Cell>
              <Cell numeric className="tabular">
                {rows.reduce((sum, row) => sum + row.accounts, 0)}
              </Cell>
              <Cell numeric>
                <MoneyText value={money(debit, currency)} />
              </Cell>
              <Cell numeric>
                <MoneyText value={money(credit, currency)} />
              </Cell>
            </Row>
          </Table>
        </Card>
      ))}
    </>
  );
}
