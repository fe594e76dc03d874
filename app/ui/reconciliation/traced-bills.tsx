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
  const { sums, charge } = bill;
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
          ...(bill.paidAt && !charge ? [{ label: t("trace.billPaid"), value: <When at={bill.paidAt} /> }] : []),
        ]}
      />
      {charge ? (
        <Facts
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
      ) : null}
    </div>
  );
}
