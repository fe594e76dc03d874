import { type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEdits } from "#app/ui/kit/edits.ts";
import { useReader } from "#app/ui/kit/reader.ts";

const WAIT_MS = 1500;
/** A role without a name is not worth keeping yet. */
const SHORTEST_TITLE = 3;

/** Saves a draft while it is written, and says so; the form's own button goes on to the next page. Without JavaScript that button saves as well. */
export function DraftSaver({ form, id }: { form: RefObject<HTMLElement | null>; id: string }) {
  const { t } = useTranslation("roles");
  const { locale, timeZone } = useReader();
  const [said, setSaid] = useState(t("draft.how"));
  const asking = useRef<AbortController | null>(null);
  const save = async (place: HTMLFormElement) => {
    const fields = new FormData(place);
    fields.set("id", id);
    if (String(fields.get("title")).trim().length < SHORTEST_TITLE) return;
    asking.current?.abort();
    const mine = new AbortController();
    asking.current = mine;
    try {
      const answer = await fetch("/resources/role-draft", { method: "POST", body: fields, signal: mine.signal });
      // The sign-in page answers with 200 too: only the route's own word counts.
      const { saved, message } = (await answer.json()) as { saved?: true; message?: string };
      const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(new Date());
      setSaid(saved ? t("draft.saved", { time }) : t("draft.refused", { message }));
    } catch {
      if (!mine.signal.aborted) setSaid(t("draft.lost"));
    }
  };
  // The form's own button saves all of it: an answer that comes later is none of this.
  useEdits(form, WAIT_MS, (place) => void save(place), { onSubmit: () => asking.current?.abort() });
  return (
    <p aria-live="polite" className="text-soft text-sm">
      {said}
    </p>
  );
}
