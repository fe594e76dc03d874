import { useTranslation } from "react-i18next";
import { type BillState, owedOf } from "#app/domain/billing/bill.ts";
import { firstRefusal, isFinalDecline, unpaidFrom } from "#app/domain/billing/dunning.ts";
import { money } from "#app/kernel/money.ts";
import { Button, LinkButton } from "#app/ui/kit/button.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import type { ChargeState } from "./charge-attempts.tsx";

interface Props {
  bill: {
    state: BillState;
    total: bigint;
    creditApplied: bigint;
    refunded: bigint;
    currency: string;
    nextRetryAt: Date | null;
    overdueSince: Date | null;
  };
  /** Where a bill on terms is paid, once its invoice is issued. */
  hostedUrl: string | null;
  /** Newest first. */
  attempts: { state: ChargeState; declineCode: string | null; settledAt: Date | null }[];
  mayPay: boolean;
}

/** What an unpaid bill waits for, and the button that does it, with the amount. */
export function PayBill({ bill, hostedUrl, attempts, mayPay }: Props) {
  const { t } = useTranslation("billing");
  const { locale } = useReader();
  if (bill.state === "paid") return null;
  const [last] = attempts;
  const asks = last?.state === "requires_action";
  const refusedAt = firstRefusal(attempts);
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
      {last?.state === "failed" && isFinalDecline(last.declineCode) ? <p>{t("dunning.final")}</p> : null}
      {bill.nextRetryAt ? (
        <p>
          {t("dunning.next")} <When at={bill.nextRetryAt} />
        </p>
      ) : null}
      {bill.overdueSince ? <p className="font-medium">{t("dunning.paused")}</p> : null}
      {refusedAt && !bill.overdueSince ? (
        <p>
          {t("dunning.pausesOn")} <When at={unpaidFrom(refusedAt)} />
        </p>
      ) : null}
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
