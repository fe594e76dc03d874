import { useTranslation } from "react-i18next";
import { exponentOf, type Money, toMajor } from "#app/kernel/money.ts";
import { useReader } from "./reader.ts";

/** An amount with its currency code, in the reader's number format, exact. @param value minor units */
export function formatMoney(value: Money, locale: string): string {
  const digits = exponentOf(value.currency);
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  // Intl formats decimal strings exactly; a Number would round large amounts.
  return `${format.format(toMajor(value) as unknown as number)} ${value.currency}`;
}

/** A zero is a dash; a negative has a minus and a word. */
export function MoneyText({ value, signed }: { value: Money; signed?: boolean }) {
  const { locale } = useReader();
  const { t } = useTranslation("kit");
  if (value.minor === 0n) {
    return (
      <span className="tabular">
        <span aria-hidden="true">–</span>
        <span className="sr-only">{formatMoney(value, locale)}</span>
      </span>
    );
  }
  const negative = value.minor < 0n;
  return (
    <span className={`tabular whitespace-nowrap ${negative ? "text-red" : ""}`} suppressHydrationWarning>
      {`${signed && !negative ? "+" : ""}${formatMoney(value, locale).replace("-", "−")}`}
      {negative ? <span className="ml-1 text-xs">{t("negative")}</span> : null}
    </span>
  );
}
