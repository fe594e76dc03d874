import { useTranslation } from "react-i18next";
import { RECOVERY_SHARE_PERCENT } from "#app/domain/payouts/recovery.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";

export interface RecoveryRow {
  id: string;
  amount: bigint;
  recovered: bigint;
  currency: string;
  basis: string;
  reason: string;
  openedAt: Date;
  closedAt: Date | null;
  writtenOffAt: Date | null;
}

/** What an agent pays back: why, how much is left, and how it is taken. */
export function RecoveryList({ recoveries }: { recoveries: RecoveryRow[] }) {
  const { t } = useTranslation("payouts");
  return (
    <Card title={t("recoveries.title")}>
      <p className="text-sm">{t("recoveries.text", { percent: String(RECOVERY_SHARE_PERCENT) })}</p>
      <Table
        caption={t("recoveries.title")}
        columns={[
          { key: "why", label: t("recoveries.why") },
          { key: "since", label: t("recoveries.since") },
          { key: "amount", label: t("recoveries.amount"), align: "right" },
          { key: "back", label: t("recoveries.back"), align: "right" },
          { key: "left", label: t("recoveries.left"), align: "right" },
        ]}
      >
        {recoveries.map((one) => (
          <Row key={one.id}>
            <Cell className="min-w-44">
              {one.reason}
              <span className="block text-soft text-xs">{t(`recoveries.basis.${one.basis}`)}</span>
            </Cell>
            <Cell className="whitespace-nowrap">
              <When at={one.openedAt} format="date" />
            </Cell>
            <Cell numeric>
              <MoneyText value={money(one.amount, one.currency)} />
            </Cell>
            <Cell numeric>
              <MoneyText value={money(one.recovered, one.currency)} />
            </Cell>
            <Cell numeric>
              {one.writtenOffAt ? (
                t("recoveries.writtenOff")
              ) : (
                <MoneyText value={money(one.amount - one.recovered, one.currency)} />
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </Card>
  );
}
