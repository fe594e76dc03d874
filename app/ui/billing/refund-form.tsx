import { useTranslation } from "react-i18next";
import type { BillState } from "#app/domain/billing/bill.ts";
import { type RefundKind, refundKinds } from "#app/domain/billing/refund.ts";
import { money } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { Form, Hidden, MoneyField, RadioCards, TextArea } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { BillBadge } from "./bill-badge.tsx";

interface Props {
  refundId: string;
  ofBill: boolean;
  businessName: string;
  week: string | null;
  state: BillState;
  currency: string;
  total: bigint;
  fee: bigint;
  refunded: bigint;
  /** Of the business, unused. */
  credit: bigint;
  target: { stripeChargeId: string; left: bigint; until: Date } | { hindrance: string };
  back: { to: string; label: string };
}

/** Platform finance gives money back: what, how much, where to, and why. */
export function RefundForm(props: Props) {
  const { refundId, ofBill, businessName, week, state, currency, total, fee, refunded, credit, target, back } = props;
  const { t } = useTranslation("billing");
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  const kinds = refundKinds.filter((one) => ofBill || one === "credit");
  const toCard = "left" in target;
  return (
    <Page
      title={t("refunds.new.to", { business: businessName })}
      subtitle={
        week ? (
          <>
            {t("fields.week")} <When at={week} format="date" />
          </>
        ) : (
          t("refunds.prepayment")
        )
      }
      state={ofBill ? <BillBadge state={state} /> : null}
      back={back}
      aside={
        <Card title={t("bill.sum")}>
          <Facts
            items={[
              { label: t("fields.total"), value: amount(total) },
              ...(ofBill
                ? [
                    { label: t("fields.fee"), value: amount(fee) },
                    { label: t("refunds.fields.refunded"), value: amount(refunded) },
                  ]
                : []),
              { label: t("refunds.fields.credit"), value: amount(credit) },
              ...(toCard
                ? [
                    { label: t("refunds.fields.left"), value: amount(target.left) },
                    { label: t("refunds.fields.until"), value: <When at={target.until} format="date" /> },
                  ]
                : []),
            ]}
          />
        </Card>
      }
    >
      {toCard ? null : (
        <Notice tone="marigold" title={t("refunds.new.noCard")}>
          {t(`refunds.hindrance.${target.hindrance}`)}
        </Notice>
      )}
      <Card>
        <Form className="grid gap-4">
          <Hidden name="refundId" value={refundId} />
          <RadioCards
            name="what"
            legend={t("refunds.new.what")}
            defaultValue={kinds[0]}
            options={kinds.map((one: RefundKind) => ({
              value: one,
              label: t(`refunds.kinds.${one}`),
              description: t(`refunds.kindHints.${one}`),
            }))}
          />
          <MoneyField name="amount" label={t("fields.amount")} hint={t("refunds.new.amountHint")} currency={currency} required />
          <RadioCards
            name="to"
            legend={t("refunds.fields.to")}
            defaultValue={toCard ? "card" : "credit"}
            options={[
              { value: "card", label: t("refunds.to.card") },
              { value: "credit", label: t("refunds.to.credit") },
            ]}
          />
          <TextArea
            name="reason"
            label={t("refunds.fields.reason")}
            hint={t("refunds.new.reasonHint")}
            required
            maxLength={500}
          />
          <p className="text-soft text-sm">{t("refunds.new.second")}</p>
          <div>
            <Button>{t("refunds.new.action")}</Button>
          </div>
        </Form>
      </Card>
    </Page>
  );
}
