import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { BillState } from "#app/domain/billing/bill.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { BillBadge } from "./bill-badge.tsx";

interface Bill {
  id: string;
  week: string;
  currency: string;
  state: BillState;
  pay: bigint;
  fee: bigint;
  tax: bigint;
  total: bigint;
  dueAt: Date | null;
}

/** Bills of one business, each with what it is made of. @param to where a bill is opened, @param now business time */
export function BillTable({ bills, to, now }: { bills: Bill[]; to: (id: string) => string; now: Date }) {
  const { t } = useTranslation("billing");
  const amount = (minor: bigint, currency: string) => <MoneyText value={money(minor, currency)} />;
  return (
    <Table
      caption={t("bills.title")}
      columns={[
        { key: "week", label: t("fields.week") },
        { key: "state", label: t("fields.state") },
        { key: "due", label: t("fields.due") },
        { key: "pay", label: t("fields.pay"), align: "right" },
        { key: "fee", label: t("fields.fee"), align: "right" },
        { key: "tax", label: t("fields.tax"), align: "right" },
        { key: "total", label: t("fields.total"), align: "right" },
      ]}
    >
      {bills.map((bill) => (
        <Row key={bill.id}>
          <Cell>
            <Link to={to(bill.id)} className="font-medium text-accent underline">
              <When at={bill.week} format="date" />
            </Link>
          </Cell>
          <Cell>
            <span className="flex flex-wrap items-center gap-1">
              <BillBadge state={bill.state} />
              {bill.state === "invoiced" && bill.dueAt && bill.dueAt < now ? (
                <Badge tone="red">{t("states.overdue")}</Badge>
              ) : null}
            </span>
          </Cell>
          <Cell className="whitespace-nowrap">
            {bill.state === "invoiced" && bill.dueAt ? <When at={bill.dueAt} format="date" /> : null}
          </Cell>
          <Cell numeric>{amount(bill.pay, bill.currency)}</Cell>
          <Cell numeric>{amount(bill.fee, bill.currency)}</Cell>
          <Cell numeric>{amount(bill.tax, bill.currency)}</Cell>
          <Cell numeric className="font-medium">
            {amount(bill.total, bill.currency)}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

/** What is owed of all bills and what of it is late, by currency. */
export function BillSums({ sums }: { sums: { currency: string; owed: bigint; late: bigint }[] }) {
  const { t } = useTranslation("billing");
  const open = sums.filter((one) => one.owed > 0n);
  if (open.length === 0) return <p className="text-soft text-sm">{t("bills.nothingOwed")}</p>;
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {open.map(({ currency, owed, late }) => (
        <li key={currency} className="flex flex-wrap gap-x-3">
          <span>
            {t("bills.owed")} <strong>{<MoneyText value={money(owed, currency)} />}</strong>
          </span>
          {late > 0n ? (
            <span className="text-red">
              {t("bills.late")} <strong>{<MoneyText value={money(late, currency)} />}</strong>
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
