import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Money } from "#app/kernel/money.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";

interface Props {
  to: string;
  /** The other side's name. */
  name: string;
  title: string;
  minutes: number;
  weeklyLimitMinutes: number;
  overLimitMinutes: number;
  pay: Money;
}

/** A contract's present week in a line: whose, what it comes to, and how much of the weekly limit is used. */
export function ContractWeek({ to, name, title, minutes, weeklyLimitMinutes, overLimitMinutes, pay }: Props) {
  const { t } = useTranslation("home");
  return (
    <li className="grid gap-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <Link to={to} className="font-medium text-accent hover:underline">
          {name}
        </Link>
        <span className="text-sm">
          <MoneyText value={pay} />
        </span>
      </div>
      <Meter value={minutes} max={weeklyLimitMinutes} label={title}>
        <Minutes value={minutes} /> / <Minutes value={weeklyLimitMinutes} />
      </Meter>
      {overLimitMinutes > 0 ? (
        <p className="text-red text-sm">
          {t("overLimit")} <Minutes value={overLimitMinutes} />
        </p>
      ) : null}
    </li>
  );
}
