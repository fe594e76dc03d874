import { useTranslation } from "react-i18next";
import { type BillState, owedOf } from "#app/domain/billing/bill.ts";
import { money } from "#app/kernel/money.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import type { ChargeState } from "./charge-attempts.tsx";

interface Props {
  bill: { state: BillState; total: bigint; creditApplied: bigint; refunded: bigint; currency: string };
  /** Where a bill on terms is paid, once its invoice is issued. */
  hostedUrl: string | null;
  lastAttempt: { state: ChargeState } | null;
  mayPay: boolean;
}

/** What an unpaid bill waits for, and the button that does it, with the amount. */
export function PayBill({ bill, hostedUrl, lastAttempt, mayPay }: Props) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  if (bill.state === "paid") return null;
  const asks = lastAttempt?.state === "requires_action";
  const reason = asks ? "confirm" : bill.state;
  const amount = formatMoney(money(owedOf(bill), bill.currency), locale);
  if (bill.state === "invoiced" || bill.state === "writtenOff")
    return (
      <Notice tone={bill.state === "invoiced" ? "sky" : "neutral"} title={t(`pay.${bill.state}.title`)}>
        <p>{t(`pay.${bill.state}.text`, { amount })}</p>
        {hostedUrl ? (
          <a href={hostedUrl} className="underline">
            {t("terms.pay")}
          </a>
        ) : null}
      </Notice>
    );
  return (
    <Notice tone={bill.state === "failed" ? "red" : "marigold"} title={t(`pay.${reason}.title`)}>
      <p>{t(`pay.${reason}.text`, { amount })}</p>
      {mayPay ? (
        <Form className="mt-3 flex flex-wrap gap-2">
          <Button name="intent" value={asks ? "confirm" : "pay"}>
            {t(asks ? "pay.confirmNow" : "pay.payNow", { amount })}
          </Button>
          <LinkButton to="/business/cards" variant="secondary">
            {t("pay.otherCard")}
          </LinkButton>
        </Form>
      ) : (
        <p>{t("pay.askFinance")}</p>
      )}
    </Notice>
  );
}
