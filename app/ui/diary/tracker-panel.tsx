import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LocalSession, Running, TrackerMode } from "#app/domain/diary/tracker-state.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Form, TextField } from "#app/ui/kit/form.tsx";
import { Meter } from "#app/ui/kit/meter.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { clockWords, FloatingTracker } from "./floating-tracker.tsx";
import { TrackerPictures } from "./tracker-pictures.tsx";
import { TrackerQuestions } from "./tracker-questions.tsx";
import { TrackerSending } from "./tracker-sending.tsx";
import { TrackerSenses } from "./tracker-senses.tsx";
import { type TrackedContract, TrackerStart } from "./tracker-start.tsx";
import { type TrackerView, useTracker } from "./use-tracker.ts";

/** The running clock and what can be done with it; every form also works as a plain post, before JavaScript and without it. */
export function TrackerPanel({
  agentId,
  running: known,
  contracts,
  now,
}: {
  agentId: string;
  running: Running | null;
  contracts: TrackedContract[];
  now: Date;
}) {
  const { t } = useTranslation("diary");
  const { view, engine } = useTracker(agentId, known, now);
  const { running } = view;
  const [switching, setSwitching] = useState(false);

  /** This device does what is pressed, with or without a connection, and tells the server. */
  const here = (event: FormEvent<HTMLDivElement>) => {
    if (!engine || !(event.target instanceof HTMLFormElement)) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const form = new FormData(event.target, submitter);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    event.preventDefault();
    event.stopPropagation();
    setSwitching(false);
    if (form.get("intent") === "stop") void engine.stop();
    else if (form.get("intent") === "describe") void engine.describe(text("memo"));
    else void engine.start({ contractId: text("contractId"), mode: text("mode") as TrackerMode, memo: text("memo") });
  };

  const contract = contracts.find((one) => one.id === running?.contractId);
  return (
    <div className="grid gap-4" onSubmitCapture={here} data-tracker={view.live ? "here" : "server"}>
      {running ? (
        <section
          aria-label={t("tracker.running")}
          className="grid gap-4 rounded-lg border border-accent bg-raised p-4 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center"
        >
          <NowRunning running={running} now={view.now} contract={contract} />
          <Form>
            <Button name="intent" value="stop" className="min-h-14 w-full px-8 text-base">
              {t("tracker.stop")}
            </Button>
          </Form>
          {contract ? <WeekLeft contract={contract} unsaved={unsavedOf(view, contract.id)} /> : null}
          <Form className="grid gap-2 sm:col-span-2 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-end">
            <TextField name="memo" label={t("memo")} defaultValue={running.memo} maxLength={300} key={running.memo} />
            <Button name="intent" value="describe" variant="secondary" className="min-h-11">
              {t("tracker.describe")}
            </Button>
          </Form>
        </section>
      ) : null}
      <TrackerQuestions view={view} engine={engine} contracts={contracts} />
      <TrackerPictures agentId={agentId} view={view} contracts={contracts} />
      <TrackerSending view={view} engine={engine} />
      {running ? (
        <details open={switching} onToggle={(event) => setSwitching(event.currentTarget.open)}>
          <summary data-switch className="w-fit cursor-pointer py-2 text-accent text-sm">
            {t("tracker.switchTo")}
          </summary>
          <Card>
            <TrackerStart contracts={contracts} running={running} key={running.startedAt} />
          </Card>
        </details>
      ) : (
        <Card title={t("tracker.startTitle")}>
          <TrackerStart contracts={contracts} running={null} />
        </Card>
      )}
      <FloatingTracker view={view} engine={engine} contracts={contracts} />
      <TrackerSenses view={view} engine={engine} />
    </div>
  );
}

function NowRunning({ running, now, contract }: { running: LocalSession; now: number; contract: TrackedContract | undefined }) {
  const { t } = useTranslation("diary");
  const elapsed = Math.floor((now - running.startedAt) / 1000);
  return (
    <div className="grid min-w-0 gap-2">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className={`size-3 rounded-[2px] fill-${running.mode}`} aria-hidden="true" />
        <span className="font-medium">{t(`kinds.${running.mode}`)}</span>
        <span className="text-soft">
          {t("since")} <When at={new Date(running.startedAt)} format="time" />
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
  );
}

/** What the week's limit still leaves, counted down while it runs. */
function WeekLeft({ contract, unsaved }: { contract: TrackedContract; unsaved: number }) {
  const { t } = useTranslation("diary");
  const minutes = contract.minutes + unsaved;
  const left = contract.limit - minutes;
  return (
    <div className="grid gap-1 sm:col-span-2">
      <Meter value={minutes} max={contract.limit} label={t("tracker.week")}>
        <Minutes value={minutes} /> / <Minutes value={contract.limit} />
      </Meter>
      {left > 0 ? (
        <p className="text-soft text-sm">
          <Minutes value={left} /> {t("tracker.left")}
        </p>
      ) : (
        <p className="text-rose text-sm">{t("tracker.limitReached")}</p>
      )}
    </div>
  );
}

/** Minutes of a contract that this device has made and the server does not have, and those still running. */
function unsavedOf({ waiting, running, now, quietSince }: TrackerView, contractId: string): number {
  const kept = waiting.filter((one) => one.contractId === contractId).reduce((sum, one) => sum + one.minutes, 0);
  if (running?.contractId !== contractId) return kept;
  return kept + Math.max(0, Math.floor(((quietSince ?? now) - running.memory.cursor) / 60_000));
}
