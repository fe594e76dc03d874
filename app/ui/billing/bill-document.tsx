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

interface Party {
  name?: string;
  taxNumber?: string;
}
interface Document {
  id: string;
  kind: "invoice" | "credit_note";
  issuerKind: "agent" | "platform";
  series: string;
  year: number;
  number: number;
  currency: string;
  net: bigint;
  tax: bigint;
  taxReason: string;
  taxRateBps: number | null;
  taxJurisdiction: string | null;
  note: string;
  issuer: Party;
  recipient: Party;
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
  area: "agent" | "business" | "desk";
}

/** One of a bill's documents: an agent's invoice, Deskhand's for its fee, or a credit note of one of them. */
export function BillDocument({ document, lines, to, week, area }: Props) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const name = invoiceName(document);
  const issuer = document.issuer.name ?? (document.issuerKind === "platform" ? "Deskhand" : (lines[0]?.agentName ?? ""));
  const title = t(document.kind === "credit_note" ? "document.creditNote" : `document.${document.issuerKind}`, { name });
  const amount = (minor: bigint) => <MoneyText value={money(minor, document.currency)} />;
  return (
    <Card
      title={title}
      actions={
        <a href={`/resources/document-pdf/${document.id}`} className="text-accent text-sm underline print:hidden">
          {t("document.pdf")}
        </a>
      }
    >
      <p className="text-soft text-sm">
        {t("document.between", { issuer, business: document.recipient.name ?? to })} <When at={document.issuedAt} format="date" />
        {document.issuerKind === "agent" ? ` · ${t("document.onBehalf")}` : null}
      </p>
      {document.note ? <p className="text-sm">{t("document.reason", { reason: document.note })}</p> : null}
      <Table
        caption={title}
        columns={[
          { key: "work", label: t("fields.work") },
          { key: "time", label: t("fields.time"), align: "right" },
          { key: "rate", label: t("fields.rate"), align: "right" },
          { key: "amount", label: t("fields.amount"), align: "right" },
        ]}
      >
        {lines.map(({ line, agentName, title: work, week: worked }) => (
          <Row key={line.id}>
            <Cell>
              {line.kind === "work" || line.kind === "fee" ? null : `${t(`document.lines.${line.kind}`)}: `}
              {line.timesheetId ? (
                <Link
                  to={
                    area === "desk"
                      ? `/desk/finance/trace/timesheets/${line.timesheetId}`
                      : `/${area}/timesheets/${line.timesheetId}`
                  }
                  className="text-accent underline"
                >
                  {agentName}
                </Link>
              ) : (
                agentName
              )}{" "}
              · {work}
              {worked === week ? null : (
                <span className="text-soft">
                  {" · "}
                  {t("fields.week")} <When at={worked} format="date" />
                </span>
              )}
            </Cell>
            <Cell numeric>{line.minutes > 0 ? <Minutes value={line.minutes} /> : null}</Cell>
            <Cell numeric>
              {line.rate === 0n ? null : line.kind === "work" || line.kind === "work_credit" ? (
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
            {document.tax > 0n
              ? t("document.taxAt", {
                  percent: percent.format((document.taxRateBps ?? 0) / 100),
                  place: document.taxJurisdiction,
                })
              : t("fields.tax")}
            <span className="block whitespace-normal text-soft text-xs">{t(document.taxReason)}</span>
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
