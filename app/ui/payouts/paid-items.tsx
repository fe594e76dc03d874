import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { SignedAmount } from "#app/ui/ledger/balance-text.tsx";

/** On a phone the amount counts; how it came about stands on the week's own page. */
const wide = "hidden sm:table-cell";

export interface PaidItem {
  release: { id: string; kind: string; week: string; amount: bigint; timesheetId: string | null; payoutId: string | null };
  timesheet: { minutes: number; hourlyRate: bigint } | null;
  title: string | null;
  businessName: string | null;
}

interface Props {
  items: PaidItem[];
  currency: string;
  /** Address of a week's page, and of a payout's. */
  weekTo: (timesheetId: string) => string;
  payoutTo: (payoutId: string) => string;
  /** The payout they are shown for: another one that has a part now is named, or that none has it. */
  payoutId?: string;
  /** Kept for what the agent owes, minor units. */
  recovered: bigint;
}

/** What a payout is made of: weeks with the figures of their timesheets, bonuses, money held or given back, what is kept for a debt, and the sum. */
export function PaidItems({ items, currency, weekTo, payoutTo, payoutId, recovered }: Props) {
  const { t } = useTranslation("payouts");
  const amount = (minor: bigint) => <MoneyText value={money(minor, currency)} />;
  const moved = payoutId !== undefined && items.some((item) => item.release.payoutId !== payoutId);
  const columns = [
    { key: "week", label: t("weeks.weekOf") },
    { key: "work", label: t("weeks.work") },
    { key: "time", label: t("weeks.time"), align: "right" as const, className: wide },
    { key: "rate", label: t("weeks.rate"), align: "right" as const, className: wide },
    ...(moved ? [{ key: "now", label: t("items.nowIn") }] : []),
    { key: "pay", label: t("weeks.pay"), align: "right" as const },
  ];
  const between = (
    <>
      <Cell className={wide} />
      <Cell className={wide} />
      {moved ? <Cell /> : null}
    </>
  );
  const sum = items.reduce((total, item) => total + item.release.amount, 0n);
  return (
    <Table caption={t("items.title")} columns={columns}>
      {items.map(({ release, timesheet, title, businessName }) => (
        <Row key={release.id}>
          <Cell className="whitespace-nowrap">
            {release.timesheetId ? (
              <Link to={weekTo(release.timesheetId)} className="text-accent underline">
                <When at={release.week} format="date" />
              </Link>
            ) : (
              <When at={release.week} format="date" />
            )}
          </Cell>
          <Cell className="sm:min-w-44">
            {[businessName, title].filter(Boolean).join(" · ")}
            {release.kind === "week" ? null : <span className="block text-soft text-xs">{t(`items.kinds.${release.kind}`)}</span>}
          </Cell>
          <Cell numeric className={wide}>
            {timesheet && release.kind === "week" ? <Minutes value={timesheet.minutes} /> : null}
          </Cell>
          <Cell numeric className={wide}>
            {timesheet && release.kind === "week" ? amount(timesheet.hourlyRate) : null}
          </Cell>
          {moved ? (
            <Cell>
              {release.payoutId && release.payoutId !== payoutId ? (
                <Link to={payoutTo(release.payoutId)} className="text-accent underline">
                  {t("items.laterPayout")}
                </Link>
              ) : (
                t("items.availableNow")
              )}
            </Cell>
          ) : null}
          <Cell numeric>
            <SignedAmount value={money(release.amount, currency)} />
          </Cell>
        </Row>
      ))}
      {recovered > 0n ? (
        <Row>
          <Cell colSpan={2}>{t("items.recovered")}</Cell>
          {between}
          <Cell numeric>
            <SignedAmount value={money(-recovered, currency)} />
          </Cell>
        </Row>
      ) : null}
      <Row>
        <Cell colSpan={2} className="font-medium">
          {t("weeks.sum")}
        </Cell>
        {between}
        <Cell numeric className="font-medium">
          {amount(sum - recovered)}
        </Cell>
      </Row>
    </Table>
  );
}
