import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { DisputeState } from "#app/domain/disputes/dispute.ts";
import { money } from "#app/kernel/money.ts";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { DisputeBadge } from "./dispute-badge.tsx";

interface Props {
  area: "agent" | "business";
  timesheetId: string;
  currency: string;
  rows: { id: string; state: DisputeState; claimed: bigint; openedAt: Date }[];
  until: Date | null;
  mayOpen: boolean;
}

/** The disputes about a week, on its page; for who may, the way to open one. Nothing when there is neither. */
export function WeekDisputes({ area, timesheetId, currency, rows, until, mayOpen }: Props) {
  const { t } = useTranslation("disputes");
  if (rows.length === 0 && !mayOpen) return null;
  return (
    <Card title={t("week.title")}>
      {rows.length > 0 ? (
        <ul className="grid gap-2">
          {rows.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-3 text-sm">
              <Link to={`/${area}/disputes/${one.id}`} className="font-medium text-accent underline">
                <When at={one.openedAt} format="date" />
              </Link>
              <DisputeBadge state={one.state} />
              <span className="ml-auto">
                <MoneyText value={money(one.claimed, currency)} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {mayOpen ? (
        <>
          <p className="text-soft text-sm">
            {t("week.text")}{" "}
            {until ? (
              <>
                {t("week.until")} <When at={until} />
              </>
            ) : null}
          </p>
          <div>
            <LinkButton to={`/business/disputes/new?timesheet=${timesheetId}`} variant="secondary">
              {t("week.open")}
            </LinkButton>
          </div>
        </>
      ) : null}
    </Card>
  );
}
