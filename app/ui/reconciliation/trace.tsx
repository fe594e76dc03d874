import { ArrowDown, ArrowRight, Banknote, CalendarCheck, Clock, CreditCard, Landmark, Receipt, Send } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Trace } from "#app/domain/reconciliation/trace.ts";
import { traceChecks } from "#app/domain/reconciliation/trace-checks.ts";
import { type Stage, traceStages } from "#app/domain/reconciliation/trace-stages.ts";
import { money } from "#app/kernel/money.ts";
import { toneClass } from "#app/ui/kit/badge.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { PostingList } from "./posting-list.tsx";
import { TraceGraph } from "./trace-graph.tsx";
import { TracedBills } from "./traced-bills.tsx";
import { TracedPayouts } from "./traced-payouts.tsx";
import { TracedWeeks } from "./traced-weeks.tsx";

const icons = {
  segments: Clock,
  timesheets: CalendarCheck,
  bills: Receipt,
  charges: CreditCard,
  transfers: Send,
  payouts: Banknote,
  bank: Landmark,
};
const tones = { done: "green", now: "marigold", ahead: "neutral" } as const;

/** What the trace is of, in words: "Payout to Marta Oliveira". */
export function traceHeading(trace: Trace, t: (key: string, params?: Record<string, unknown>) => string): string {
  const { root, payouts, bills, weeks } = trace;
  const name =
    root.kind === "payouts" ? payouts[0]?.agentName : root.kind === "bills" ? bills[0]?.businessName : weeks[0]?.agentName;
  return t(name ? `trace.heading.${root.kind}` : `trace.headingBare.${root.kind}`, { name });
}

/**
 * The way of the money as a picture, from the segments to the bank, and below it each station with its figures. For a business it ends at
 * whether the agent was paid; an agent sees their own part of a bill.
 * @param base address of the traces of this area
 */
export function TracePicture({ trace, base }: { trace: Trace; base: string }) {
  const { t } = useTranslation("reconciliation");
  const stages = traceStages(trace);
  const { segment, weeks, audience } = trace;
  return (
    <>
      {stages.length > 0 ? (
        <ol aria-label={t("trace.way")} className="grid gap-5 md:grid-flow-col md:auto-cols-fr md:gap-4">
          {stages.map((stage, index) => (
            <StageBox key={stage.key} stage={stage} last={index === stages.length - 1} />
          ))}
        </ol>
      ) : null}
      {segment ? (
        <Notice
          tone={weeks.length > 0 ? "sky" : "marigold"}
          title={t(
            segment.deleted
              ? "trace.segment.deleted"
              : segment.overLimit
                ? "trace.segment.overLimit"
                : weeks.length > 0
                  ? "trace.segment.paid"
                  : "trace.segment.open",
          )}
        >
          <When at={segment.startedAt} zone="UTC" />, <Minutes value={segment.minutes} />, {t(`diary:kinds.${segment.kind}`)}
          {segment.memo ? `, ${segment.memo}` : ""}
        </Notice>
      ) : null}
      <TraceGraph trace={trace} base={base} />
      <Checks trace={trace} />
      <TracedWeeks trace={trace} base={base} />
      <TracedBills trace={trace} base={base} />
      {audience === "business" ? null : <TracedPayouts trace={trace} base={base} />}
      {audience === "finance" ? <PostingList postings={trace.postings} /> : null}
    </>
  );
}

function StageBox({ stage, last }: { stage: Stage; last: boolean }) {
  const { t } = useTranslation("reconciliation");
  const Icon = icons[stage.key];
  return (
    <li className={`relative grid content-start gap-1 rounded-lg p-3 ${toneClass[tones[stage.state]]}`}>
      <span className="flex items-center gap-1.5 font-medium text-sm">
        <Icon className="size-4 shrink-0" aria-hidden="true" />
        {t(`trace.stages.${stage.key}`)}
      </span>
      <span className="tabular font-semibold text-sm">
        <MoneyText value={money(stage.amount, stage.currency)} />
      </span>
      <span className="text-xs">
        {stage.key === "segments" || stage.state !== "ahead" ? t(`trace.counts.${stage.key}`, { count: stage.count }) : null}
        {stage.state === "ahead" ? t("trace.ahead") : stage.state === "now" ? ` · ${t("trace.partly")}` : null}
      </span>
      {stage.rate ? <span className="tabular text-xs">{t("trace.atRate", { rate: stage.rate })}</span> : null}
      {last ? null : (
        <span
          aria-hidden="true"
          className="absolute -bottom-5 left-6 text-faint md:top-1/2 md:-right-4 md:bottom-auto md:left-auto md:-translate-y-1/2"
        >
          <ArrowDown className="size-5 md:hidden" />
          <ArrowRight className="hidden size-4 md:block" />
        </span>
      )}
    </li>
  );
}

/** Every sum along the way, told by name when it does not come out to the cent. */
function Checks({ trace }: { trace: Trace }) {
  const { t } = useTranslation("reconciliation");
  const checks = traceChecks(trace);
  const wrong = checks.filter((check) => check.parts !== check.whole);
  if (checks.length === 0) return null;
  if (wrong.length === 0) return <Notice tone="green">{t("trace.addsUp", { count: checks.length })}</Notice>;
  return (
    <Card title={t("trace.doesNotAddUp")}>
      <ul className="grid gap-1 text-red text-sm">
        {wrong.map((check) => (
          <li key={`${check.key} ${check.id}`}>
            {t(`trace.checks.${check.key}`)} <MoneyText value={money(check.parts, check.currency)} /> ≠{" "}
            <MoneyText value={money(check.whole, check.currency)} /> <code className="text-xs">{check.id}</code>
          </li>
        ))}
      </ul>
    </Card>
  );
}
