import { useTranslation } from "react-i18next";
import type { Side } from "#app/domain/ledger/chart.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";

/** A balance on an account's normal side; one that stands on the other side says so, which is no debt of anybody. */
export function BalanceText({ value, normalSide }: { value: Money; normalSide: Side }) {
  const { t } = useTranslation("ledger");
  const { locale } = useReader();
  if (value.minor >= 0n) return <MoneyText value={value} />;
  const other = normalSide === "debit" ? "credit" : "debit";
  return (
    <span className="tabular whitespace-nowrap">
      {formatMoney(money(-value.minor, value.currency), locale)} <span className="text-soft text-xs">{t(`onSide.${other}`)}</span>
    </span>
  );
}

/** By how much Stripe's side differs from ours, with its sign and a word. */
export function DifferenceText({ value }: { value: Money }) {
  const { t } = useTranslation("ledger");
  const { locale } = useReader();
  if (value.minor === 0n) return <MoneyText value={value} />;
  const more = value.minor > 0n;
  return (
    <span className="tabular whitespace-nowrap text-red">
      {more ? "+" : "−"}
      {formatMoney(money(more ? value.minor : -value.minor, value.currency), locale)}
      <span className="block text-xs">{t(more ? "beside.more" : "beside.less")}</span>
    </span>
  );
}

/** Money into a balance or out of it, with its sign; neither is a debt. */
export function SignedAmount({ value }: { value: Money }) {
  const { locale } = useReader();
  if (value.minor >= 0n) return <MoneyText value={value} />;
  return <span className="tabular whitespace-nowrap">−{formatMoney(money(-value.minor, value.currency), locale)}</span>;
}
