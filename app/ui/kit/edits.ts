import { type RefObject, useEffect, useRef } from "react";

/**
 * Calls `act` with the form inside an element when somebody has changed it and paused. What is about to be called is forgotten when the form is
 * submitted or leaves the page.
 */
export function useEdits(
  place: RefObject<HTMLElement | null>,
  pauseMs: number,
  act: (form: HTMLFormElement) => void,
  { atOnce = false, onSubmit }: { atOnce?: boolean; onSubmit?: () => void } = {},
): void {
  const latest = useRef({ act, onSubmit });
  latest.current = { act, onSubmit };
  useEffect(() => {
    const form = place.current?.querySelector("form");
    if (!form) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => latest.current.act(form), pauseMs);
    };
    const stop = () => {
      clearTimeout(waiting);
      latest.current.onSubmit?.();
    };
    if (atOnce) latest.current.act(form);
    // A list that a script has changed tells it by "change" alone.
    for (const name of ["input", "change"]) form.addEventListener(name, later);
    form.addEventListener("submit", stop);
    return () => {
      stop();
      for (const name of ["input", "change"]) form.removeEventListener(name, later);
      form.removeEventListener("submit", stop);
    };
  }, [place, pauseMs, atOnce]);
}
