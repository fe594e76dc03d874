import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Side } from "#app/domain/ledger/chart.ts";
import { kindOrder } from "#app/domain/ledger/trial-balance.ts";
import { money, settlementCurrencies } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { BalanceText } from "./balance-text.tsx";
import { useLedgerNames } from "./names.ts";

interface Balance {
  kind: string;
  currency: string;
  normalSide: Side;
  balance: bigint;
}

/** Every kind of account with what it means, its balance in each settlement currency, and what it holds of others. */
export function BalancesTable({ balances }: { balances: Balance[] }) {
  const { t } = useTranslation("ledger");
  const names = useLedgerNames();
  const settled = settlementCurrencies as readonly string[];
  const used = settled.filter((currency) => balances.some((one) => one.currency === currency));
  const kinds = [...new Set(balances.map((one) => one.kind))].sort((a, b) => kindOrder(a) - kindOrder(b));
  const others = balances.some((one) => !settled.includes(one.currency) && one.balance !== 0n);
  return (
    <Card title={t("balances.title")}>
      <Table
        caption={t("balances.title")}
        columns={[
          { key: "kind", label: t("fields.account") },
          ...used.map((currency) => ({ key: currency, label: currency, align: "right" as const })),
          ...(others ? [{ key: "others", label: t("balances.others"), align: "right" as const }] : []),
        ]}
      >
        {kinds.map((kind) => {
          const of = balances.filter((one) => one.kind === kind);
          return (
            <Row key={kind} className="align-top">
              <Cell className="min-w-56">
                <Link
                  to={`/desk/finance/accounts?kind=${encodeURIComponent(kind)}`}
                  className="font-medium text-accent underline"
                >
                  {names.kind(kind)}
                </Link>
                <p className="text-soft text-xs">{names.meaning(kind)}</p>
              </Cell>
              {used.map((currency) => (
                <Cell key={currency} numeric>
                  <BalanceText
                    value={money(of.find((one) => one.currency === currency)?.balance ?? 0n, currency)}
                    normalSide={of[0]!.normalSide}
                  />
                </Cell>
              ))}
              {others ? (
                <Cell numeric>
                  {of
                    .filter((one) => !settled.includes(one.currency) && one.balance !== 0n)
                    .map((one) => (
                      <span key={one.currency} className="block">
                        <BalanceText value={money(one.balance, one.currency)} normalSide={one.normalSide} />
                      </span>
                    ))}
                </Cell>
              ) : null}
            </Row>
          );
        })}
      </Table>
    </Card>
  );
}
