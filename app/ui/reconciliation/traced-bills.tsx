import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Trace, TracedBill } from "#app/domain/reconciliation/trace.ts";
import { money } from "#app/kernel/money.ts";
import { BillBadge } from "#app/ui/billing/bill-badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { SignedAmount } from "#app/ui/ledger/balance-text.tsx";

/** Each bill with its sum and the charge that paid it; an agent sees only that it was paid. */
export function TracedBills({ trace, base }: { trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  if (trace.bills.length === 0) return null;
  return (
    <Card title={t("trace.billsAndCharges")}>
      <div className="grid gap-4">
        {trace.bills.map((bill) => (
          <section key={bill.id} className="grid gap-2 border-line border-t pt-3 first:border-t-0 first:pt-0">
            <h3 className="flex flex-wrap items-center gap-3 font-medium">
              {bill.sums && !(trace.root.kind === "bills" && trace.root.id === bill.id) ? (
                <Link to={`${base}/bills/${bill.id}`} className="text-accent underline">
                  {t("trace.bill", { business: bill.businessName })}
                </Link>
              ) : (
                t("trace.bill", { business: bill.businessName })
              )}
              <span className="font-normal text-soft">
                <When at={bill.week} format="date" />
              </span>
              <BillBadge state={bill.state} />
            </h3>
            <BillFigures bill={bill} trace={trace} />
          </section>
        ))}
      </div>
    </Card>
  );
}

function BillFigures({ bill, trace }: { bill: TracedBill; trace: Trace }) {
  const { t } = useTranslation("reconciliation");
  const amount = (minor: bigint) => <MoneyText value={money(minor, bill.currency)} />;
  const code = (text: string) => <code className="break-all text-xs">{text}</code>;
  const { sums, charges } = bill;
  const mine = trace.weeks.filter((week) => week.billId === bill.id).reduce((sum, week) => sum + week.pay, 0n);
  return (
    <div className="grid items-start gap-x-8 gap-y-3 md:grid-cols-2">
      <Facts
        items={[
          { label: t("trace.partOfBill"), value: amount(mine) },
          ...(sums
            ? [
                { label: t("trace.pay"), value: amount(sums.pay) },
                { label: t("trace.fee"), value: amount(sums.fee) },
                { label: t("trace.tax"), value: amount(sums.tax) },
                { label: t("trace.total"), value: amount(sums.total) },
              ]
            : []),
          { label: t("trace.closed"), value: <When at={bill.closedAt} /> },
          ...(bill.paidAt && charges.length === 0 ? [{ label: t("trace.billPaid"), value: <When at={bill.paidAt} /> }] : []),
        ]}
      />
      <div className="grid gap-3">
        {charges.map((charge) => (
          <Facts
            key={charge.id}
            items={[
              { label: t("trace.charged"), value: amount(charge.amount) },
              ...(charge.stripeFee !== null
                ? [
                    { label: t("trace.stripeFee"), value: <SignedAmount value={money(-charge.stripeFee, bill.currency)} /> },
                    { label: t("trace.net"), value: amount(charge.amount - charge.stripeFee) },
                  ]
                : []),
              ...(charge.settledAt ? [{ label: t("trace.chargedAt"), value: <When at={charge.settledAt} /> }] : []),
              ...(charge.stripeFee !== null && charge.fundsAvailableOn
                ? [{ label: t("trace.fundsOn"), value: <When at={charge.fundsAvailableOn} /> }]
                : []),
              ...[charge.stripePaymentIntentId, charge.stripeChargeId, charge.stripeBalanceTransactionId].flatMap((one, index) =>
                one ? [{ label: t(`trace.ids.${(["intent", "charge", "movement"] as const)[index]}`), value: code(one) }] : [],
              ),
            ]}
          />
        ))}
        <OtherPayments bill={bill} />
      </div>
    </div>
  );
}

/** What beside charges paid the bill, was advanced on it, given back or taken back of it. */
function OtherPayments({ bill }: { bill: TracedBill }) {
  const { t } = useTranslation("reconciliation");
  const amount = (minor: bigint) => <MoneyText value={money(minor, bill.currency)} />;
  const { invoice } = bill;
  const rows = [
    ...(bill.credit > 0n ? [{ key: "credit", label: t("trace.graph.credit"), value: amount(bill.credit) }] : []),
    ...(invoice
      ? [
          {
            key: invoice.id,
            label: t("trace.graph.termsInvoice"),
            value: (
              <>
                {amount(invoice.amount)} · {t(`trace.graph.states.${invoice.state}`)} ·{" "}
                <When at={invoice.paidAt ?? invoice.dueAt} />
                {invoice.stripeInvoiceId ? <code className="block break-all text-xs">{invoice.stripeInvoiceId}</code> : null}
              </>
            ),
          },
        ]
      : []),
    ...(bill.owed > 0n ? [{ key: "owed", label: t("trace.graph.owed"), value: amount(bill.owed) }] : []),
    ...(bill.givenUp > 0n ? [{ key: "givenUp", label: t("trace.graph.givenUp"), value: amount(bill.givenUp) }] : []),
    ...bill.advances.map((one) => ({
      key: `advance ${one.timesheetId}`,
      label: t("trace.graph.advance"),
      value: (
        <>
          {amount(one.amount)} · {t(`trace.graph.states.${one.state}`)} · <When at={one.settledAt ?? one.advancedAt} />
        </>
      ),
    })),
    ...bill.refunds.map((one) => ({
      key: one.id,
      label: t("trace.graph.refund"),
      value: (
        <>
          {amount(one.amount)} · {t(`trace.graph.states.${one.state === "succeeded" ? one.to : one.state}`)} ·{" "}
          <When at={one.at} />
        </>
      ),
    })),
    ...bill.chargebacks.map((one) => ({
      key: one.id,
      label: t("trace.graph.chargeback"),
      value: (
        <>
          {amount(one.amount)} · {t(`trace.graph.states.${one.state}`)} · <When at={one.openedAt} />
        </>
      ),
    })),
  ];
  return rows.length > 0 ? <Facts items={rows} /> : null;
}
