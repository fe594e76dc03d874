import { useTranslation } from "react-i18next";
import type { YearOfWork } from "#app/domain/taxes/tax-year.ts";
import { money } from "#app/kernel/money.ts";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";

/** A year in one currency by quarter, with its sum. */
export function YearTable({ year }: { year: YearOfWork }) {
  const { t } = useTranslation("taxes");
  const { currency } = year;
  const rows = [
    ...year.quarters.map((quarter, index) => ({ label: t("year.quarter", { n: index + 1 }), quarter })),
    { label: t("year.sum"), quarter: year },
  ];
  const right = "right" as const;
  return (
    <Table
      caption={t("year.in", { currency })}
      columns={[
        { key: "quarter", label: t("year.period") },
        { key: "transactions", label: t("figures.transactions"), align: right },
        { key: "gross", label: t("figures.gross"), align: right },
        { key: "credited", label: t("figures.credited"), align: right },
        { key: "tax", label: t("figures.tax"), align: right },
        { key: "fees", label: t("figures.fees"), align: right },
      ]}
    >
      {rows.map(({ label, quarter }, index) => (
        <Row key={label} className={index === 4 ? "font-semibold" : undefined}>
          <Cell className="whitespace-nowrap">{label}</Cell>
          <Cell numeric className="tabular">
            {quarter.transactions || "–"}
          </Cell>
          {(["gross", "credited", "tax", "fees"] as const).map((figure) => (
            <Cell key={figure} numeric>
              <MoneyText value={money(quarter[figure], currency)} />
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  );
}
