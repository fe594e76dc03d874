import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import type { TrackerEngine } from "./tracker-engine.ts";
import type { TrackerView } from "./use-tracker.ts";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** What the tracker notices, in plain words; the permission to notice more, and the installation as an app, each at a press. */
export function TrackerSenses({ view, engine }: { view: TrackerView; engine: TrackerEngine | null }) {
  const { t } = useTranslation("diary");
  const [denied, setDenied] = useState(false);
  const [install, setInstall] = useState<InstallPrompt | null>(null);
  useEffect(() => {
    const onPrompt = (event: Event) => {
      event.preventDefault();
      setInstall(event as InstallPrompt);
    };
    window.addEventListener("beforeinstallprompt", onPrompt);
    return () => window.removeEventListener("beforeinstallprompt", onPrompt);
  }, []);
  if (!view.live) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer py-2 text-accent">{t("tracker.senses.title")}</summary>
      <div className="grid gap-2 text-soft">
        <p data-sensor={view.sensor}>{t(`tracker.senses.${view.sensor}`)}</p>
        {view.askable ? (
          <>
            <p>{t("tracker.senses.askText")}</p>
            <Button
              type="button"
              variant="secondary"
              className="w-fit"
              data-ask="idle"
              onClick={() => void engine?.activity.ask().then((granted) => setDenied(!granted))}
            >
              {t("tracker.senses.ask")}
            </Button>
            {denied ? <p role="status">{t("tracker.senses.denied")}</p> : null}
          </>
        ) : null}
        {install ? (
          <Button
            type="button"
            variant="secondary"
            className="w-fit"
            onClick={() => void install.prompt().then(() => setInstall(null))}
          >
            {t("tracker.install")}
          </Button>
        ) : null}
      </div>
    </details>
  );
}
