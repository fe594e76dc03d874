import { useTranslation } from "react-i18next";
import { type Standings, withDeskhand } from "#app/domain/payouts/earnings.ts";
import { payoutMinimum } from "#app/domain/payouts/minimums.ts";
import { hindrance } from "#app/domain/payouts/payout.ts";
import { recoveryShare } from "#app/domain/payouts/recovery.ts";
import { nextPayday, type Schedule } from "#app/domain/payouts/schedule.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import type { PayoutAccount } from "./payout-account.ts";

interface Props {
  currency: string;
  at: Standings;
  account: PayoutAccount | null;
  /** What is missing of the tax form. */
  form: "taxForm" | "taxFormExpired" | null;
  preferences: { schedule: Schedule; minimum: bigint | null };
  payableThere: boolean;
}

/** One currency: what is earned, available, on its way, held and in the bank, and the one thing that can be done now. */
export function BalanceCard({ currency, at, account, form, preferences, payableThere }: Props) {
  const { t } = useTranslation("payouts");
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  const rows: [key: string, minor: bigint, tone: string][] = [
    ["pending", at.pending, "bg-line-strong"],
    ["available", at.available, "bg-accent"],
    ["onItsWay", at.in_transit, "bg-marigold"],
    ["held", at.held, "bg-violet"],
    ["paidOut", at.paid_out, "bg-green"],
  ];
  return (
    <Card title={t("balance.title", { currency })}>
      <p className="text-sm text-soft">
        {t("balance.withDeskhand")} <strong className="text-ink">{amount(withDeskhand(at))}</strong>
      </p>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 xl:grid-cols-5">
        {rows.map(([key, minor, tone]) => (
          <div key={key} className="grid min-w-0 content-start gap-0.5">
            <dt className="flex items-center gap-2 text-sm text-soft">
              <span className={`size-2 rounded-full ${tone}`} aria-hidden="true" />
              {t(`balance.${key}`)}
            </dt>
            <dd className="font-semibold text-base sm:text-xl">{amount(minor)}</dd>
            <dd className="text-soft text-xs">{t(`balance.${key}Hint`)}</dd>
          </div>
        ))}
      </dl>
      {at.owed > 0n ? (
        <p className="text-sm">
          {t("balance.owed")} {amount(at.owed)}
        </p>
      ) : null}
      <PayoutAction
        currency={currency}
        available={at.available}
        owed={at.owed}
        account={account}
        form={form}
        preferences={preferences}
        payableThere={payableThere}
      />
    </Card>
  );
}

function PayoutAction({
  currency,
  available,
  owed,
  account,
  form,
  preferences,
  payableThere,
}: Omit<Props, "at"> & { available: bigint; owed: bigint }) {
  const { t } = useTranslation("payouts");
  const { locale, now, timeZone } = useReader();
  if (!payableThere) return <Notice tone="marigold">{t("hindrance.notPayableThere")}</Notice>;
  const amount = available - recoveryShare(available, owed);
  const problem = hindrance(account, amount, currency, now, form);
  const payday = nextPayday(preferences.schedule, now);
  if (!problem)
    return (
      <div className="flex flex-wrap items-center gap-3">
        <LinkButton to={`/agent/payouts/new?currency=${currency}`}>
          {t("balance.payOut", { amount: formatMoney(money(amount, currency), locale) })}
        </LinkButton>
        <span className="text-sm text-soft">
          {payday && available >= (preferences.minimum ?? 0n) ? (
            <>
              {t("balance.byItself")} <When at={payday} />
            </>
          ) : (
            t(payday ? "balance.belowOwn" : "balance.onRequest")
          )}
        </span>
      </div>
    );
  const date = account?.usableFrom
    ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(account.usableFrom)
    : "";
  const onForm = problem === "taxForm" || problem === "taxFormExpired";
  const mend = onForm || problem === "noAccount" || problem === "accountNotReady" || problem === "restricted";
  return (
    <Notice tone={problem === "nothingAvailable" ? "neutral" : "marigold"}>
      <p>
        {t(`hindrance.${problem}`, {
          minimum: formatMoney(money(payoutMinimum(currency, account?.country), currency), locale),
          date,
        })}
      </p>
      {mend ? (
        <LinkButton to={onForm ? "/agent/tax" : "/agent/payout-account"} variant="secondary" className="mt-2">
          {t(onForm ? "hindrance.toForm" : "account.title")}
        </LinkButton>
      ) : null}
    </Notice>
  );
}
