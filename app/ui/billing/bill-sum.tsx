import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { owedOf } from "#app/domain/billing/bill.ts";
import { money } from "#app/kernel/money.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Bill {
  currency: string;
  state: string;
  pay: bigint;
  fee: bigint;
  tax: bigint;
  total: bigint;
  creditApplied: bigint;
  refunded: bigint;
  closedAt: Date;
  paidAt: Date | null;
}

/** What a bill is made of, and what of it is still to be paid. */
export function BillSum({ bill, children }: { bill: Bill; children?: ReactNode }) {
  const { t } = useTranslation("billing");
  const amount = (minor: bigint) => <MoneyText value={money(minor, bill.currency)} />;
  const some = (label: string, minor: bigint) => (minor > 0n ? [{ label, value: amount(minor) }] : []);
  const open = bill.state !== "paid" && bill.state !== "writtenOff" ? owedOf(bill) : 0n;
  return (
    <Card title={t("bill.sum")}>
      <Facts
        items={[
          { label: t("fields.pay"), value: amount(bill.pay) },
          { label: t("fields.fee"), value: amount(bill.fee) },
          { label: t("fields.tax"), value: amount(bill.tax) },
          { label: t("fields.total"), value: amount(bill.total) },
          ...some(t("fields.creditApplied"), bill.creditApplied),
          ...some(t("fields.refunded"), bill.refunded),
          ...some(t("fields.owed"), open),
          { label: t("fields.closed"), value: <When at={bill.closedAt} /> },
          ...(bill.paidAt ? [{ label: t("fields.paid"), value: <When at={bill.paidAt} /> }] : []),
        ]}
      />
      {children}
    </Card>
  );
}

interface Invoice {
  state: "reserved" | "open" | "outside" | "paid" | "void" | "uncollectible";
  amount: bigint;
  credited: bigint;
  received: bigint;
  currency: string;
  netDays: number;
  issuedAt: Date;
  dueAt: Date;
  hostedUrl: string | null;
  bankReference: string | null;
}

/** The invoice on terms that covers a bill, with the page at Stripe where it is paid. */
export function TermsCard({ invoice, now, children }: { invoice: Invoice; now: Date; children?: ReactNode }) {
  const { t } = useTranslation("billing");
  const amount = (minor: bigint) => <MoneyText value={money(minor, invoice.currency)} />;
  const late = invoice.state === "open" && invoice.dueAt < now;
  return (
    <Card title={t("terms.invoice")} className="print:hidden">
      <Facts
        items={[
          {
            label: t("fields.state"),
            value: late ? (
              <Badge tone="red">{t("states.overdue")}</Badge>
            ) : (
              <Badge tone={invoice.state === "paid" ? "green" : "sky"}>{t(`terms.states.${invoice.state}`)}</Badge>
            ),
          },
          { label: t("terms.asks"), value: amount(invoice.amount) },
          ...(invoice.credited > 0n ? [{ label: t("terms.credited"), value: amount(invoice.credited) }] : []),
          ...(invoice.received > 0n ? [{ label: t("terms.received"), value: amount(invoice.received) }] : []),
          ...(invoice.bankReference ? [{ label: t("terms.bankReference"), value: invoice.bankReference }] : []),
          { label: t("terms.netDays"), value: t("terms.days", { count: invoice.netDays }) },
          { label: t("fields.due"), value: <When at={invoice.dueAt} format="date" /> },
        ]}
      />
      {invoice.hostedUrl ? (
        <a href={invoice.hostedUrl} className="text-accent text-sm underline">
          {t(invoice.state === "paid" ? "terms.receipt" : "terms.pay")}
        </a>
      ) : null}
      {children}
    </Card>
  );
}
