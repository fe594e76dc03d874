import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Trace, TracedSegment, TracedWeek } from "#app/domain/reconciliation/trace.ts";
import { money } from "#app/kernel/money.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { PayoutStateBadge } from "./badges.tsx";

/** Each week: what it pays and why, and every segment with its share, folded by day. */
export function TracedWeeks({ trace, base }: { trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  if (trace.weeks.length === 0) return null;
  return (
    <Card title={t("trace.stages.timesheets")}>
      <div className="grid gap-4">
        {trace.weeks.map((week) => (
          <WeekOfTrace key={week.id} week={week} trace={trace} base={base} />
        ))}
      </div>
    </Card>
  );
}

function WeekOfTrace({ week, trace, base }: { week: TracedWeek; trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  const amount = (minor: bigint) => <MoneyText value={money(minor, week.currency)} />;
  const alone = trace.root.kind === "timesheets";
  return (
    <section className="grid gap-2 border-line border-t pt-3 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="font-medium">
          {alone ? (
            <When at={week.week} format="date" />
          ) : (
            <Link to={`${base}/timesheets/${week.id}`} className="text-accent underline">
              <When at={week.week} format="date" />
            </Link>
          )}{" "}
          <span className="font-normal text-soft">
            {week.agentName}, {week.title}, {week.businessName}
          </span>
        </h3>
        <span className="font-semibold">{amount(week.pay)}</span>
      </div>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-soft text-sm">
        <span>
          <Minutes value={week.minutes} /> × {amount(week.hourlyRate)}
          {t("trace.perHour")}
        </span>
        {week.invoice ? <span>{t("trace.invoice", { name: week.invoice })}</span> : <span>{t("trace.notBilled")}</span>}
        {week.release ? (
          <span>
            {t("trace.available")} <When at={week.release.at} format="date" />
          </span>
        ) : (
          <span>{t("trace.notAvailable")}</span>
        )}
        {week.payout ? (
          <span className="inline-flex items-center gap-1.5">
            <PayoutStateBadge state={week.payout.state} /> <When at={week.payout.at} format="date" />
          </span>
        ) : null}
      </p>
      {week.segments ? (
        <Days week={week} segments={week.segments} open={trace.segment?.id ?? null} />
      ) : (
        <p className="text-sm">
          {t("trace.counts.segments", { count: week.segmentSum.count })}, {amount(week.segmentSum.pay)}.{" "}
          <Link to={`${base}/timesheets/${week.id}`} className="text-accent underline">
            {t("trace.openSegments")}
          </Link>
        </p>
      )}
    </section>
  );
}

const dayOf = (segment: TracedSegment) => segment.startedAt.toISOString().slice(0, 10);

function Days({ week, segments, open }: { week: TracedWeek; segments: TracedSegment[]; open: string | null }) {
  const { t } = useTranslation("reconciliation");
  const { locale } = useReader();
  const days = [...new Set(segments.map(dayOf))];
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return (
    <div className="grid gap-1">
      {days.map((day) => {
        const worked = segments.filter((segment) => dayOf(segment) === day);
        const pay = worked.reduce((sum, segment) => sum + segment.pay, 0n);
        return (
          <details
            key={day}
            open={worked.some((segment) => segment.id === open)}
            className="rounded-lg bg-sunken px-3 py-1.5 text-sm"
          >
            <summary className="grid cursor-pointer grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 sm:grid-cols-[6.5rem_minmax(0,1fr)_10rem_8rem]">
              <span className="tabular">{weekday.format(new Date(`${day}T00:00:00Z`))}</span>
              <span className="relative block h-4 rounded-sm bg-raised" aria-hidden="true">
                {worked.map((segment) => (
                  <span
                    key={segment.id}
                    className={`absolute inset-y-0.5 fill-${segment.kind}`}
                    style={{
                      left: `${((segment.startedAt.getTime() % 86_400_000) / 86_400_000) * 100}%`,
                      width: `${(segment.minutes / 1440) * 100}%`,
                    }}
                  />
                ))}
              </span>
              <span className="text-soft">{t("trace.counts.segments", { count: worked.length })}</span>
              <span className="text-right">
                <MoneyText value={money(pay, week.currency)} />
              </span>
            </summary>
            <ol className="mt-2 grid">
              {worked.map((segment) => (
                <li
                  key={segment.id}
                  id={`segment-${segment.id}`}
                  className={`flex flex-wrap items-center gap-x-3 border-line border-t py-1 ${segment.id === open ? "bg-accent-soft font-medium" : ""}`}
                >
                  <span className={`inline-block size-3 shrink-0 rounded-[2px] fill-${segment.kind}`} aria-hidden="true" />
                  <span className="tabular">
                    {`${clock.format(segment.startedAt)}–${clock.format(addMinutes(segment.startedAt, segment.minutes))} UTC`}
                  </span>
                  <Minutes value={segment.minutes} />
                  <span>{t(`diary:kinds.${segment.kind}`)}</span>
                  <span className="min-w-0 break-words text-soft">{segment.memo}</span>
                  <span className="ml-auto">
                    <MoneyText value={money(segment.pay, week.currency)} />
                  </span>
                </li>
              ))}
            </ol>
          </details>
        );
      })}
    </div>
  );
}
