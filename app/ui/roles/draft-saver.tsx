import { type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useReader } from "#app/ui/kit/reader.ts";

const WAIT_MS = 1500;
type Saved = { at: string } | { problem: "fields" | "lost" } | null;

/** Saves a draft while it is written, and says so; the form's own button goes on to the next page. Without JavaScript that button saves as well. */
export function DraftSaver({ form, id }: { form: RefObject<HTMLElement | null>; id: string }) {
  const { t } = useTranslation("roles");
  const { locale, timeZone } = useReader();
  const [saved, setSaved] = useState<Saved>(null);
  useEffect(() => {
    const place = form.current?.querySelector("form");
    if (!place) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let asking = new AbortController();
    const save = async () => {
      const fields = new FormData(place);
      fields.set("id", id);
      // A role without a name is not worth keeping yet.
      if (String(fields.get("title")).trim().length < 3) return;
      asking.abort();
      asking = new AbortController();
      try {
        const answer = await fetch("/resources/role-draft", { method: "POST", body: fields, signal: asking.signal });
        if (!answer.ok) return setSaved({ problem: answer.status === 400 ? "fields" : "lost" });
        setSaved({ at: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date()) });
      } catch (error) {
        if ((error as Error).name !== "AbortError") setSaved({ problem: "lost" });
      }
    };
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, WAIT_MS);
    };
    // The form's own button saves all of it: an answer that comes later must not.
    const stop = () => {
      clearTimeout(waiting);
      asking.abort();
    };
    place.addEventListener("input", later);
    place.addEventListener("submit", stop);
    return () => {
      stop();
      place.removeEventListener("input", later);
      place.removeEventListener("submit", stop);
    };
  }, [form, id, locale, timeZone]);
  return (
    <p aria-live="polite" className="text-soft text-sm">
      {saved === null ? t("draft.how") : "at" in saved ? t("draft.saved", { time: saved.at }) : t(`draft.${saved.problem}`)}
    </p>
  );
}
