import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type WeekStanding, weekStanding } from "#app/domain/payouts/earnings.ts";
import { money } from "#app/kernel/money.ts";
import { weekClocks } from "#app/kernel/time.ts";
import { Badge, type Tone } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { formatMoney, MoneyText } from "#app/ui/kit/money-text.tsx";
import { type MoneyStep, MoneyTimeline } from "#app/ui/kit/money-timeline.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";

export interface EarnedWeek {
  timesheet: {
    id: string;
    week: string;
    state: string;
    minutes: number;
    hourlyRate: bigint;
    currency: string;
    pay: bigint;
    fee: bigint;
    frozenAt: Date;
    reviewUntil: Date;
    availableAt: Date;
    approvedAt: Date | null;
    lapsedAt: Date | null;
  };
  title: string;
  businessName: string;
  releasedAt: Date | null;
  /** Minor units: available and in no payout; with open disputes; taken by decided ones. */
  waiting: bigint;
  held: bigint;
  taken: bigint;
  payout: { id: string; state: string; sentAt: Date | null; arrivesAt: Date | null; paidAt: Date | null } | null;
}

const tones: Record<WeekStanding, Tone> = {
  review: "neutral",
  waitsForDay: "neutral",
  waitsForBusiness: "red",
  held: "violet",
  available: "teal",
  onItsWay: "marigold",
  inBank: "green",
};

interface Props {
  week: EarnedWeek;
  billPaid: boolean;
  /** The agent's own invoice for it. */
  invoice: { id: string; name: string } | null;
}

/** A week's pay: how it came about, where it stands, and what comes next. */
export function WeekPay({ week, billPaid, invoice }: Props) {
  const { t } = useTranslation("payouts");
  const { now, locale } = useReader();
  const { timesheet, payout } = week;
  const { currency } = timesheet;
  const standing = weekStanding(week, billPaid, now);
  const text = (minor: bigint) => formatMoney(money(minor, currency), locale);
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 sm:flex-nowrap">
        <div className="min-w-0">
          <h3 className="font-semibold">
            <Link to={`/agent/timesheets/${timesheet.id}`} className="text-accent underline">
              {t("weeks.weekOf")} <When at={timesheet.week} format="date" />
            </Link>{" "}
            · {week.businessName}
          </h3>
          <p className="text-sm text-soft">
            {week.title} · <Minutes value={timesheet.minutes} /> × {text(timesheet.hourlyRate)}
            {invoice ? (
              <>
                {" · "}
                <Link to={`/agent/invoices/${invoice.id}`} className="text-accent underline">
                  {t("weeks.invoice", { invoice: invoice.name })}
                </Link>
              </>
            ) : null}
          </p>
        </div>
        <div className="flex shrink-0 items-center gap-3">
          <Badge tone={tones[standing]}>{t(`weeks.${standing}`)}</Badge>
          <strong className="text-xl">
            <MoneyText value={money(timesheet.pay, currency)} />
          </strong>
        </div>
      </div>
      <MoneyTimeline steps={stepsOf(week)} />
      <p className="text-sm text-soft">
        {week.held > 0n ? `${t("weeks.heldText", { amount: text(week.held) })} ` : null}
        {week.taken > 0n ? `${t("weeks.takenText", { amount: text(week.taken), business: week.businessName })} ` : null}
        {standing === "waitsForBusiness" ? `${t("weeks.waitsForBusinessText", { business: week.businessName })} ` : null}
        {t("weeks.businessPays", {
          business: week.businessName,
          total: text(timesheet.pay + timesheet.fee),
          pay: text(timesheet.pay),
          fee: text(timesheet.fee),
        })}{" "}
        {payout ? (
          <Link to={`/agent/payouts/${payout.id}`} className="text-accent underline">
            {t("weeks.seePayout")}
          </Link>
        ) : null}
      </p>
    </Card>
  );
}

function stepsOf({ timesheet, releasedAt, payout }: EarnedWeek): MoneyStep[] {
  const steps: { key: MoneyStep["key"]; at: Date | null; done: boolean }[] = [
    { key: "worked", at: weekClocks(timesheet.week).endsAt, done: true },
    { key: "closed", at: timesheet.frozenAt, done: true },
    {
      key: "reviewed",
      at: timesheet.approvedAt ?? timesheet.lapsedAt ?? timesheet.reviewUntil,
      done: timesheet.state === "approved",
    },
    { key: "cleared", at: releasedAt ?? timesheet.availableAt, done: releasedAt !== null },
    { key: "paid", at: payout?.sentAt ?? null, done: Boolean(payout?.sentAt) },
    { key: "inBank", at: payout?.paidAt ?? payout?.arrivesAt ?? null, done: Boolean(payout?.paidAt) },
  ];
  const next = steps.find((step) => !step.done);
  return steps.map((step) => ({
    key: step.key,
    at: step.at,
    state: step.done ? "done" : step === next ? "current" : "ahead",
  }));
}
