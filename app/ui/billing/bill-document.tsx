import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { invoiceName } from "#app/domain/billing/bill.ts";
import { money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Document {
  issuerKind: "agent" | "platform";
  series: string;
  year: number;
  number: number;
  currency: string;
  net: bigint;
  tax: bigint;
  taxReason: string;
  total: bigint;
  issuedAt: Date;
}
interface Line {
  agentName: string;
  title: string;
  week: string;
  line: {
    id: string;
    timesheetId: string | null;
    kind: "work" | "fee" | "bonus" | "bonus_fee" | "work_credit" | "fee_credit";
    minutes: number;
    rate: bigint;
    amount: bigint;
    currency: string;
  };
}

interface Props {
  document: Document;
  lines: Line[];
  /** The business that is billed. */
  to: string;
  /** The bill's own week; lines of other weeks say theirs. */
  week: string;
  /** Whose pages it stands on. */
  area: "agent" | "business";
}

/** One of a bill's two kinds of documents: an agent's invoice, or Deskhand's for its fee. */
export function BillDocument({ document, lines, to, week, area }: Props) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const name = invoiceName(document);
  const issuer = document.issuerKind === "platform" ? "Deskhand" : (lines[0]?.agentName ?? "");
  const amount = (minor: bigint) => <MoneyText value={money(minor, document.currency)} />;
  return (
    <Card title={t(`document.${document.issuerKind}`, { name })}>
      <p className="text-soft text-sm">
        {t("document.between", { issuer, business: to })} <When at={document.issuedAt} format="date" />
        {document.issuerKind === "agent" ? ` · ${t("document.onBehalf")}` : null}
      </p>
      <Table
        caption={t(`document.${document.issuerKind}`, { name })}
        columns={[
          { key: "work", label: t("fields.work") },
          { key: "time", label: t("fields.time"), align: "right" },
          { key: "rate", label: t("fields.rate"), align: "right" },
          { key: "amount", label: t("fields.amount"), align: "right" },
        ]}
      >
        {lines.map(({ line, agentName, title, week: worked }) => (
          <Row key={line.id}>
            <Cell>
              {line.timesheetId ? (
                <Link to={`/${area}/timesheets/${line.timesheetId}`} className="text-accent underline">
                  {agentName}
                </Link>
              ) : (
                agentName
              )}{" "}
              · {title}
              {worked === week ? null : (
                <span className="text-soft">
                  {" · "}
                  {t("fields.week")} <When at={worked} format="date" />
                </span>
              )}
            </Cell>
            <Cell numeric>
              <Minutes value={line.minutes} />
            </Cell>
            <Cell numeric>
              {line.kind === "work" ? (
                amount(line.rate)
              ) : (
                <span className="tabular">{t("document.feeRate", { percent: percent.format(Number(line.rate) / 100) })}</span>
              )}
            </Cell>
            <Cell numeric>{amount(line.amount)}</Cell>
          </Row>
        ))}
        <Row>
          <Cell colSpan={3} align="right">
            {t("fields.tax")} ({t(document.taxReason)})
          </Cell>
          <Cell numeric>{amount(document.tax)}</Cell>
        </Row>
        <Row>
          <Cell colSpan={3} align="right" className="font-medium">
            {t("fields.total")}
          </Cell>
          <Cell numeric className="font-medium">
            {amount(document.total)}
          </Cell>
        </Row>
      </Table>
    </Card>
  );
}
