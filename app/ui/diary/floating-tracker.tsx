import { type FormEvent, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { timeOn } from "./clocks.tsx";
import type { TrackerEngine } from "./tracker-engine.ts";
import type { TrackedContract } from "./tracker-start.tsx";
import type { TrackerView } from "./use-tracker.ts";

interface PictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}
const floating = (): PictureInPicture | undefined =>
  (globalThis as { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture;

interface Shown {
  view: TrackerView;
  engine: TrackerEngine | null;
  contracts: TrackedContract[];
}

/** The tracker in a small window that stays above the others (Document Picture-in-Picture, where the browser has it). */
export function FloatingTracker(shown: Shown) {
  const { t } = useTranslation("diary");
  const { view, engine } = shown;
  const [place, setPlace] = useState<Window | null>(null);
  const [able, setAble] = useState(false);
  useEffect(() => setAble(floating() !== undefined), []);
  useEffect(() => () => place?.close(), [place]);
  const open = async () => {
    const made = await floating()!.requestWindow({ width: 320, height: 260 });
    dress(made.document, t("tracker.float.title"));
    made.addEventListener("pagehide", () => setPlace(null));
    engine?.activity.watch(made);
    setPlace(made);
  };
  if (!able || !view.live) return null;
  return (
    <>
      <Button
        type="button"
        variant="ghost"
        className="w-fit"
        data-float="open"
        disabled={place !== null}
        onClick={() => void open()}
      >
        {t("tracker.float.open")}
      </Button>
      {place ? createPortal(<Small {...shown} />, place.document.body) : null}
    </>
  );
}

/** Gives the new document the page's language, theme and styles. */
function dress(target: Document, title: string): void {
  const { documentElement: from } = document;
  target.title = title;
  target.documentElement.lang = from.lang;
  Object.assign(target.documentElement.dataset, from.dataset);
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) target.head.append(sheet.cloneNode(true));
}

/** Start, stop, memo and the question about idle time; what was worked on last is what starts. */
function Small({ view, engine, contracts }: Shown) {
  const { t } = useTranslation("diary");
  const { locale, timeZone } = useReader();
  const { running } = view;
  const [last, setLast] = useState(running);
  useEffect(() => {
    if (running) setLast(running);
  }, [running]);
  const work = running ?? last;
  const contract = contracts.find((one) => one.id === (work?.contractId ?? contracts[0]?.id));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const form = new FormData(event.currentTarget, submitter);
    const memo = String(form.get("memo") ?? "").trim();
    if (form.get("intent") === "stop") void engine?.stop();
    else if (form.get("intent") === "describe") void engine?.describe(memo);
    else if (contract) void engine?.start({ contractId: contract.id, mode: work?.mode ?? "tracked", memo });
  };
  return (
    <form onSubmitCapture={submit} className="grid gap-2 bg-paper p-3">
      <p className="truncate text-sm">
        <span className="font-medium">{contract?.businessName}</span>{" "}
        <span className="text-soft">{work ? t(`kinds.${work.mode}`) : ""}</span>
      </p>
      <p className="tabular font-semibold text-3xl" role="timer">
        {clockWords(running ? Math.max(0, Math.floor((view.now - running.startedAt) / 1000)) : 0)}
      </p>
      {view.quietSince === null ? null : (
        <div role="alert" className="grid gap-1 text-sm">
          {t("tracker.idle.title")} · {timeOn(new Date(view.quietSince), timeZone, locale)}
          <span className="flex gap-2">
            <Button type="button" variant="secondary" size="sm" onClick={() => void engine?.answerIdle(true)}>
              {t("tracker.idle.keep")}
            </Button>
            <Button type="button" variant="secondary" size="sm" onClick={() => void engine?.answerIdle(false)}>
              {t("tracker.idle.discard")}
            </Button>
          </span>
        </div>
      )}
      <input
        name="memo"
        aria-label={t("memo")}
        placeholder={t("memo")}
        maxLength={300}
        defaultValue={work?.memo}
        key={work?.memo}
        className="h-9 rounded-lg border border-line-strong bg-raised px-2 text-sm"
      />
      <div className="flex gap-2">
        {running ? (
          <>
            <Button name="intent" value="stop" size="sm" className="flex-1">
              {t("tracker.stop")}
            </Button>
            <Button name="intent" value="describe" size="sm" variant="secondary">
              {t("tracker.describe")}
            </Button>
          </>
        ) : (
          <Button name="intent" value="start" size="sm" className="flex-1" disabled={!contract}>
            {t("tracker.start")}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Seconds as "1:05:09". */
export function clockWords(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
