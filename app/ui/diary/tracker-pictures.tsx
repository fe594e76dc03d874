import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureLevel } from "#app/domain/diary/picture.ts";
import { type EvidenceLevel, takesPictures } from "#app/domain/hiring/evidence-level.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { timeOn } from "./clocks.tsx";
import { PictureEngine, type PicturesView, type Scene } from "./picture-engine.ts";
import type { KeptPicture } from "./picture-store.ts";
import type { TrackerView } from "./use-tracker.ts";

interface Props {
  agentId: string;
  view: TrackerView;
  contracts: { id: string; evidenceLevel: EvidenceLevel }[];
}

/** Pictures of the screen, where the running contract has agreed on them: shown first, sent at a press, and no word about those that are not. */
export function TrackerPictures({ agentId, view, contracts }: Props) {
  const { t } = useTranslation("pictures");
  const { shown, engine } = usePictures(agentId, view, contracts);
  if (!view.live || !shown) return null;
  const level = levelOf(contracts, view.running?.contractId);
  const [first, ...more] = shown.unseen;
  if (!level && !first && shown.approved === 0 && shown.sent === 0 && !shown.dropped) return null;
  const { sharing } = shown;
  return (
    <section
      aria-label={t("tracker.title")}
      className="grid gap-3 rounded-lg border border-line bg-raised p-4"
      data-pictures={sharing}
    >
      <h2 className="font-semibold">{t("tracker.title")}</h2>
      {first ? <Preview picture={first} left={shown.left} more={more.length} engine={engine} /> : null}
      {level ? (
        <>
          <p className="text-soft text-sm">
            {t(`tracker.${level}`)} {t("tracker.free")}
          </p>
          <p role="status" className="text-sm">
            {t(`tracker.${sharing}`)}
          </p>
          {sharing === "unable" ? null : (
            <Button
              type="button"
              variant="secondary"
              className="w-fit"
              data-share={sharing === "sharing" ? "stop" : "start"}
              onClick={() => (sharing === "sharing" ? engine?.unshare() : void engine?.share())}
            >
              {t(sharing === "sharing" ? "tracker.unshare" : "tracker.share")}
            </Button>
          )}
        </>
      ) : null}
      <p role="status" className="text-soft text-sm empty:hidden">
        {shown.approved > 0 ? (
          <span data-waiting-pictures={shown.approved}>{t("tracker.waiting", { count: shown.approved })} </span>
        ) : null}
        {shown.sent > 0 ? <span data-sent-pictures={shown.sent}>{t("tracker.sent", { count: shown.sent })}</span> : null}
      </p>
      {shown.dropped ? (
        <Notice tone="marigold">
          {t("tracker.dropped")} {t(shown.dropped, { most: 2 })}
        </Notice>
      ) : null}
    </section>
  );
}

/** Exactly what would be sent. Nothing is sent by waiting. */
function Preview({
  picture,
  left,
  more,
  engine,
}: {
  picture: KeptPicture;
  left: number;
  more: number;
  engine: PictureEngine | null;
}) {
  const { t } = useTranslation("pictures");
  const { locale, timeZone } = useReader();
  const source = useMemo(() => dataAddress(picture), [picture]);
  return (
    <div className="grid gap-3 rounded-lg border border-accent p-3" data-preview={picture.id}>
      <p className="font-medium" role="status">
        {t("tracker.preview")}
      </p>
      <img
        src={source}
        alt={t("tracker.previewOf", { at: timeOn(new Date(picture.takenAt), timeZone, locale) })}
        className="max-h-72 w-full rounded-lg border border-line bg-sunken object-contain"
      />
      <p className="text-soft text-sm">
        <span className="tabular">{t("tracker.countdown", { count: left })}</span> {t("tracker.free")}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button type="button" className="min-h-11" data-picture="send" onClick={() => void engine?.send(picture.id)}>
          {t("tracker.send")}
        </Button>
        <Button
          type="button"
          variant="secondary"
          className="min-h-11"
          data-picture="discard"
          onClick={() => void engine?.discard(picture.id)}
        >
          {t("tracker.discard")}
        </Button>
      </div>
      {more > 0 ? <p className="text-soft text-sm">{t("tracker.more", { count: more })}</p> : null}
    </div>
  );
}

function levelOf(contracts: Props["contracts"], contractId: string | undefined): PictureLevel | null {
  const level = contracts.find((one) => one.id === contractId)?.evidenceLevel;
  return level && takesPictures(level) ? level : null;
}

/** The page's policy lets pictures come from us and from data addresses only. */
function dataAddress({ type, content }: KeptPicture): string {
  let text = "";
  for (const byte of new Uint8Array(content)) text += String.fromCharCode(byte);
  return `data:${type};base64,${btoa(text)}`;
}

function usePictures(agentId: string, view: TrackerView, contracts: Props["contracts"]) {
  const [shown, setShown] = useState<PicturesView | null>(null);
  const engine = useRef<PictureEngine | null>(null);
  useEffect(() => {
    const made = new PictureEngine(agentId, setShown);
    engine.current = made;
    return () => {
      made.close();
      engine.current = null;
    };
  }, [agentId]);

  const { running } = view;
  const level = levelOf(contracts, running?.contractId);
  const minute = 60_000;
  const scene: Scene = {
    now: view.now,
    taking: running && level ? { contractId: running.contractId, level, since: running.startedAt } : null,
    offline: view.offline || view.signedOut,
    unsettled: [
      ...view.waiting.map((one) => ({
        contractId: one.contractId,
        from: one.startedAt,
        to: one.startedAt + one.minutes * minute,
      })),
      ...view.questions,
      ...(running ? [{ contractId: running.contractId, from: running.memory.cursor, to: view.now + minute }] : []),
    ],
  };
  const latest = useRef(scene);
  latest.current = scene;
  useEffect(() => {
    if (view.live && view.now) void engine.current?.look(latest.current);
  }, [view.live, view.now]);
  return { shown, engine: engine.current };
}
