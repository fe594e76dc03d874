import { useTranslation } from "react-i18next";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import type { Money } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { TextArea } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

interface Props {
  trigger: string;
  /** What will happen. */
  title: string;
  amount: Money;
  /** False for what one person may always do: keeping money back. */
  mayNeedTwo?: boolean;
  action?: string;
}

/** A step on money with its reason, inside a form: what will happen, for how much, and whether a second person is asked. */
export function ActWithReason({ trigger, title, amount, mayNeedTwo = true, action }: Props) {
  const { t } = useTranslation("payouts");
  const { locale } = useReader();
  const two = mayNeedTwo && needsSecondPerson(amount);
  return (
    <ConfirmDialog trigger={trigger} title={title}>
      <p className="text-sm">
        {t("desk.about", { amount: formatMoney(amount, locale) })} {two ? t("desk.secondPerson") : t("desk.audited")}
      </p>
      <TextArea name="reason" label={t("desk.reason")} maxLength={500} required />
      <div>
        <Button {...(action ? { name: "act", value: action } : {})}>{two ? t("desk.ask") : trigger}</Button>
      </div>
    </ConfirmDialog>
  );
}
