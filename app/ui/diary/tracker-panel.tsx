import { useSubmit } from "@remix-run/react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { timeOn } from "./clocks.tsx";
import { type TrackedContract, TrackerStart } from "./tracker-start.tsx";
import { type Running, type TrackerView, useTracker } from "./use-tracker.ts";

/** The running clock and what can be done with it; every form also works as a plain post. */
export function TrackerPanel({
  agentId,
  running,
  contracts,
  now,
}: {
  agentId: string;
  running: Running | null;
  contracts: TrackedContract[];
  now: Date;
}) {
  const { t } = useTranslation("diary");
  const { locale, timeZone } = useReader();
  const submit = useSubmit();
  const [unreached, setUnreached] = useState(false);
  const { view, finish, answer, stopOffline, look } = useTracker(agentId, running, now);

  /** First this browser's own segments go out, then the form, which tells the server that nothing is left to record. */
  const inOrder = async (event: FormEvent<HTMLDivElement>) => {
    if (!running || !(event.target instanceof HTMLFormElement)) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const form = new FormData(event.target, submitter);
    event.preventDefault();
    event.stopPropagation();
    const { until, reached } = await finish();
    setUnreached(!reached);
    if (!reached) return form.get("intent") === "stop" ? stopOffline(until) : undefined;
    form.set("until", until.toISOString());
    submit(form, { method: "post" });
  };

  const contract = contracts.find((one) => one.id === running?.contractId);
  const stopped = view.stoppedAt !== null;
  const elapsed = running ? Math.floor(((view.stoppedAt ?? view.now) - running.startedAt.getTime()) / 1000) : 0;
  return (
    <div className="grid gap-4" onSubmitCapture={inOrder}>
      {running ? (
        <section
          aria-label={t("tracker.running")}
          className="grid gap-4 rounded-lg border border-accent bg-raised p-4 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center"
        >
          <div className="grid min-w-0 gap-2">
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <span className={`size-3 rounded-[2px] fill-${running.mode}`} aria-hidden="true" />
              <span className="font-medium">{t(stopped ? "tracker.stoppedOffline" : `kinds.${running.mode}`)}</span>
              <span className="text-soft">
                {t("since")} <When at={running.startedAt} format="time" />
              </span>
            </p>
            <p className="tabular font-semibold text-4xl" role="timer" suppressHydrationWarning>
              {clockWords(Math.max(0, elapsed))}
            </p>
            {elapsed < 0 ? <p className="text-soft text-sm">{t("tracker.fullMinute")}</p> : null}
            <p className="min-w-0 break-words">
              <span className="font-medium">{contract?.businessName}</span>
              <span className="block text-soft text-sm">{contract?.title}</span>
            </p>
          </div>
          <Form>
            <Button name="intent" value="stop" className="min-h-14 w-full px-8 text-base" disabled={stopped}>
              {t("tracker.stop")}
            </Button>
          </Form>
          {contract ? (
            <div className="sm:col-span-2">
              <Meter value={contract.minutes + view.unsaved} max={contract.limit} label={t("tracker.week")}>
                <Minutes value={contract.minutes + view.unsaved} /> / <Minutes value={contract.limit} />
              </Meter>
            </div>
          ) : null}
          <Form className="grid gap-2 sm:col-span-2 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-end">
            <TextField name="memo" label={t("memo")} defaultValue={running.memo} maxLength={300} key={running.memo} />
            <Button name="intent" value="describe" variant="secondary" className="min-h-11">
              {t("tracker.describe")}
            </Button>
          </Form>
        </section>
      ) : null}
      {view.gap ? (
        <Notice tone="marigold" title={t("tracker.gap.title")}>
          <p>
            {t("tracker.gap.text", {
              from: timeOn(new Date(view.gap.from), timeZone, locale),
              to: timeOn(new Date(view.gap.to), timeZone, locale),
            })}
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button type="button" variant="secondary" onClick={() => void answer(true)}>
              {t("tracker.gap.yes")}
            </Button>
            <Button type="button" variant="secondary" onClick={() => void answer(false)}>
              {t("tracker.gap.no")}
            </Button>
          </div>
        </Notice>
      ) : null}
      <Sending view={view} unreached={unreached} again={() => void look(false)} />
      {running ? (
        <details>
          <summary className="w-fit cursor-pointer py-2 text-accent text-sm">{t("tracker.switchTo")}</summary>
          <Card>
            <TrackerStart contracts={contracts} running={running} />
          </Card>
        </details>
      ) : (
        <Card title={t("tracker.startTitle")}>
          <TrackerStart contracts={contracts} running={null} />
        </Card>
      )}
    </div>
  );
}

/** What the server does not have yet, and what it refused. */
function Sending({ view, unreached, again }: { view: TrackerView; unreached: boolean; again: () => void }) {
  const { t } = useTranslation("diary");
  const { locale, timeZone } = useReader();
  const clock = (value: string | number) =>
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) ? timeOn(new Date(value), timeZone, locale) : value;
  return (
    <div aria-live="polite" className="contents">
      {view.offline && (view.waiting > 0 || unreached) ? (
        <Notice tone="marigold">
          <p>{t("tracker.offline", { count: view.waiting })}</p>
          <button type="button" onClick={again} className="underline">
            {t("tracker.sendNow")}
          </button>
        </Notice>
      ) : null}
      {view.signedOut ? <Notice tone="red">{t("tracker.signedOut")}</Notice> : null}
      {view.refused.map((one) => (
        <Notice key={one.id} tone="red">
          {t("tracker.notRecorded")}{" "}
          {t(one.key, Object.fromEntries(Object.entries(one.params).map(([name, value]) => [name, clock(value)])))}
        </Notice>
      ))}
    </div>
  );
}

/** Seconds as "1:05:09". */
function clockWords(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
