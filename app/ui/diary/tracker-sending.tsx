import { useTranslation } from "react-i18next";
import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import type { News } from "#app/domain/diary/tracker-state.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Notice } from "#app/ui/kit/notice.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { timeOn } from "./clocks.tsx";
import type { TrackerEngine } from "./tracker-engine.ts";
import type { TrackerView } from "./use-tracker.ts";

/** What the server does not have yet, what it refused and why, and what others have done with the tracker. */
export function TrackerSending({ view, engine }: { view: TrackerView; engine: TrackerEngine | null }) {
  const { t } = useTranslation("diary");
  return (
    <div aria-live="polite" className="contents">
      {view.offline ? (
        <Notice tone="marigold">
          <p data-offline>{t("tracker.offlineGoesOn")}</p>
          <Waiting count={view.waiting.length} />
          <button type="button" onClick={() => void engine?.sendNow()} className="min-h-8 underline">
            {t("tracker.sendNow")}
          </button>
        </Notice>
      ) : null}
      {view.signedOut ? (
        <Notice tone="red">
          <p>{t("tracker.signedOut")}</p>
          <Waiting count={view.waiting.length} />
        </Notice>
      ) : null}
      {view.news ? (
        <Notice tone="sky">
          <p data-news={view.news.what}>
            <Told news={view.news} />
          </p>
          <button type="button" onClick={() => void engine?.forgetNews()} className="min-h-8 underline">
            {t("tracker.dismiss")}
          </button>
        </Notice>
      ) : null}
      {view.refused.map((one) => (
        <Refused key={one.id} entry={one} engine={engine} />
      ))}
    </div>
  );
}

function Waiting({ count }: { count: number }) {
  const { t } = useTranslation("diary");
  return count > 0 ? <p data-waiting={count}>{t("tracker.waiting", { count })}</p> : null;
}

function Told({ news }: { news: News }) {
  const { t } = useTranslation("diary");
  if (news.what === "stoppedElsewhere") return t("tracker.stoppedNotice");
  if (news.what === "movedElsewhere") return t("tracker.movedNotice");
  if (news.what === "late") return t("tracker.late", { count: Number(news.params?.count) });
  const { key = "errors:page.500.text", params = {} } = news;
  return <>{t(key, Object.fromEntries(Object.entries(params)))}</>;
}

/** Nothing is dropped unseen: a refused segment stays here with its reason until the agent has read it. */
function Refused({ entry, engine }: { entry: OutboxEntry; engine: TrackerEngine | null }) {
  const { t } = useTranslation("diary");
  const { locale, timeZone } = useReader();
  const time = (at: number) => timeOn(new Date(at), timeZone, locale);
  const { key, params } = entry.refused!;
  const shown = Object.entries(params).map(([name, value]): [string, string | number] => [
    name,
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) ? time(new Date(value).getTime()) : value,
  ]);
  return (
    <Notice tone="red">
      <p>
        {t("tracker.refusedTime", { from: time(entry.startedAt), to: time(entry.startedAt + entry.minutes * 60_000) })}{" "}
        {t(key, Object.fromEntries(shown))}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="button" variant="secondary" size="sm" data-refused="dismiss" onClick={() => void engine?.dismiss(entry.id)}>
          {t("tracker.dismiss")}
        </Button>
        <Button type="button" variant="ghost" size="sm" onClick={() => void engine?.again(entry.id)}>
          {t("tracker.sendAgain")}
        </Button>
      </div>
    </Notice>
  );
}
