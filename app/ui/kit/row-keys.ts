import type { KeyboardEvent } from "react";

/**
 * Keys of a list, while the focus is in it: j and k go to the next and the one before (elements marked data-row), x ticks a box. A letter that is typed
 * into a field stays a letter.
 */
export function rowKeys(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const types = target instanceof HTMLInputElement ? target.type !== "checkbox" : target.matches("textarea, select");
  if (types) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const here = rows.indexOf(target);
  if (event.key === "j" || event.key === "k") {
    const next = event.key === "j" ? here + 1 : here < 0 ? rows.length - 1 : here - 1;
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
    event.preventDefault();
  } else if (event.key === "x" && here >= 0 && target instanceof HTMLInputElement) {
    target.click();
    event.preventDefault();
  }
}
