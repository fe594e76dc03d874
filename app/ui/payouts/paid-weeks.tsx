import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";

export interface PaidWeek {
  timesheet: { id: string; week: string; minutes: number; hourlyRate: bigint; pay: bigint; currency: string };
  title: string;
  businessName: string;
}

/** The weeks that a payout is made of, each with the figures of its timesheet, and their sum. */
export function PaidWeeks({ weeks, currency }: { weeks: PaidWeek[]; currency: string }) {
  const { t } = useTranslation("payouts");
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  return (
    <Table
      caption={t("weeks.within")}
      columns={[
        { key: "week", label: t("weeks.weekOf") },
        { key: "work", label: t("weeks.work") },
        { key: "time", label: t("weeks.time"), align: "right" },
        { key: "rate", label: t("weeks.rate"), align: "right" },
        { key: "pay", label: t("weeks.pay"), align: "right" },
      ]}
    >
      {weeks.map(({ timesheet, title, businessName }) => (
        <Row key={timesheet.id}>
          <Cell className="whitespace-nowrap">
            <Link to={`/agent/timesheets/${timesheet.id}`} className="text-accent underline">
              <When at={timesheet.week} format="date" />
            </Link>
          </Cell>
          <Cell>
            {businessName} · {title}
          </Cell>
          <Cell numeric>
            <Minutes value={timesheet.minutes} />
          </Cell>
          <Cell numeric>{amount(timesheet.hourlyRate)}</Cell>
          <Cell numeric>{amount(timesheet.pay)}</Cell>
        </Row>
      ))}
      <Row>
        <Cell colSpan={4} align="right" className="font-medium">
          {t("weeks.sum")}
        </Cell>
        <Cell numeric className="font-medium">
          {amount(weeks.reduce((sum, week) => sum + week.timesheet.pay, 0n))}
        </Cell>
      </Row>
    </Table>
  );
}
