import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { weekPay } from "#app/domain/timesheets/timesheet.ts";
import { addMoney, basisPointsOf, type Money, money } from "#app/kernel/money.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Facts } from "#app/ui/kit/facts.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { ContractWeek } from "./contract-week.tsx";

interface Line {
  id: string;
  agentName: string;
  title: string;
  currency: string;
  feeBps: number;
  minutes: number;
  overLimitMinutes: number;
  weeklyLimitMinutes: number;
  hourlyRate: bigint;
}

const payOf = (one: Line): Money => weekPay(money(one.hourlyRate, one.currency), one.minutes);

/** This week of each contract: time against the limit, and the pay so far. */
export function BusinessWeek({ contracts }: { contracts: Line[] }) {
  const { t } = useTranslation("home");
  return (
    <Card title={t("thisWeek")}>
      <ul className="grid gap-4">
        {contracts.map((one) => (
          <ContractWeek key={one.id} {...one} to={`/business/diary/${one.id}`} name={one.agentName} pay={payOf(one)} />
        ))}
      </ul>
    </Card>
  );
}

/** What this week will cost as it stands, by currency: each contract's pay and fee rounded as the bill rounds them. */
export function WeekBill({ contracts, closesAt, linked }: { contracts: Line[]; closesAt: Date; linked: boolean }) {
  const { t } = useTranslation("home");
  const sums = new Map<string, { minutes: number; pay: Money; fee: Money }>();
  for (const one of contracts) {
    const known = sums.get(one.currency) ?? { minutes: 0, pay: money(0n, one.currency), fee: money(0n, one.currency) };
    const pay = payOf(one);
    sums.set(one.currency, {
      minutes: known.minutes + one.minutes,
      pay: addMoney(known.pay, pay),
      fee: addMoney(known.fee, basisPointsOf(pay, one.feeBps)),
    });
  }
  return (
    <Card title={t("business.bill")}>
      {[...sums].map(([currency, { minutes, pay, fee }]) => (
        <Facts
          key={currency}
          items={[
            { label: t("business.hours"), value: <Minutes value={minutes} /> },
            { label: t("business.pay"), value: <MoneyText value={pay} /> },
            { label: t("business.fee"), value: <MoneyText value={fee} /> },
            { label: t("business.total"), value: <MoneyText value={addMoney(pay, fee)} /> },
          ]}
        />
      ))}
      <p className="text-soft text-sm">
        {t("business.closes")} <When at={closesAt} />
      </p>
      {linked ? (
        <p className="text-sm">
          <Link to="/business/bills" className="text-accent underline">
            {t("business.toBills")}
          </Link>
        </p>
      ) : null}
    </Card>
  );
}
