import { useTranslation } from "react-i18next";
import { money, toMajor } from "#app/kernel/money.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import type { ChargeState } from "./charge-attempts.tsx";

export interface PaidAhead {
  prepayment: {
    id: string;
    state: ChargeState;
    amount: bigint;
    currency: string;
    declineCode: string | null;
    declineMessage: string | null;
    paymentMethodId: string | null;
    requestedAt: Date;
  };
  brand: string | null;
  last4: string | null;
}
const tones: Record<ChargeState, Tone> = {
  reserved: "marigold",
  requires_action: "marigold",
  succeeded: "green",
  failed: "red",
};

/** Payments ahead, newest first, each with the bank's reason where it was refused; one that was cut off goes on under its own key. */
export function PaymentsAhead({ payments }: { payments: PaidAhead[] }) {
  const { t } = useTranslation("billing");
  if (payments.length === 0) return null;
  return (
    <Card title={t("credit.payments")}>
      <ul className="grid gap-3 text-sm">
        {payments.map(({ prepayment: one, brand, last4 }) => (
          <li key={one.id} className="grid gap-1">
            <span className="flex flex-wrap items-center justify-between gap-2">
              <MoneyText value={money(one.amount, one.currency)} />
              <Badge tone={tones[one.state]}>{t(`attempts.${one.state}`)}</Badge>
            </span>
            <span className="text-soft">
              <When at={one.requestedAt} />
              {last4 ? ` · ${t("cards.named", { brand: brand?.toUpperCase(), last4 })}` : null}
            </span>
            {one.state === "failed" && one.declineCode ? (
              <span>
                {t(`declines.${one.declineCode}`, { defaultValue: one.declineMessage ?? t("declines.generic_decline") })}
              </span>
            ) : null}
            {(one.state === "reserved" || one.state === "requires_action") && one.paymentMethodId ? (
              <Form>
                <Hidden name="intent" value="pay" />
                <Hidden name="id" value={one.id} />
                <Hidden name="currency" value={one.currency} />
                <Hidden name="amount" value={toMajor(money(one.amount, one.currency))} />
                <Hidden name="cardId" value={one.paymentMethodId} />
                <Button variant="secondary" size="sm">
                  {t("credit.goOn")}
                </Button>
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
