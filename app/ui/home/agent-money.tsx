import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { money, settlementCurrencies } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";

interface Props {
  balances: { kind: string; currency: string; balance: bigint }[];
  coming: { currency: string; availableAt: Date; amount: bigint }[];
}
const places = ["available", "pending", "in_transit", "held"] as const;

/** An agent's money by currency: available now, earned and not available yet, on its way; and what comes next, when. */
export function AgentMoney({ balances, coming }: Props) {
  const { t } = useTranslation("home");
  const { now } = useReader();
  const of = (currency: string, place: string) =>
    balances.find((one) => one.currency === currency && one.kind === `agent:${place}`)?.balance ?? 0n;
  const known = settlementCurrencies.filter((currency) => balances.some((one) => one.currency === currency));
  return (
    <Card title={t("money.title")}>
      {known.length === 0 ? <p className="text-soft text-sm">{t("money.none")}</p> : null}
      {known.map((currency) => {
        const next = coming.find((one) => one.currency === currency && one.availableAt > now);
        const late = coming
          .filter((one) => one.currency === currency && one.availableAt <= now)
          .reduce((sum, one) => sum + one.amount, 0n);
        return (
          <div key={currency} className="grid gap-2 border-line border-b pb-3 last:border-b-0 last:pb-0">
            <Facts
              items={places
                .filter((place) => place === "available" || place === "pending" || of(currency, place) !== 0n)
                .map((place) => ({
                  label: t(`money.${place}`),
                  value: <MoneyText value={money(of(currency, place), currency)} />,
                }))}
            />
            {next ? (
              <p className="text-sm">
                {t("money.next")} <MoneyText value={money(next.amount, currency)} /> · <When at={next.availableAt} />
              </p>
            ) : null}
            {late > 0n ? (
              <p className="text-marigold text-sm">
                {t("money.late")} <MoneyText value={money(late, currency)} />
              </p>
            ) : null}
          </div>
        );
      })}
      <p className="text-sm">
        <Link to="/agent/earnings" className="text-accent underline">
          {t("money.toEarnings")}
        </Link>
      </p>
    </Card>
  );
}
