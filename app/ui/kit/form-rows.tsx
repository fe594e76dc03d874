import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useField } from "./form.tsx";

/**
 * Rows that work without JavaScript: as many as may be filled, the empty ones are left out by the server. One more than are filled is
 * shown, the rest is folded away. Only the first row's labels are seen; the others stand in the same columns.
 */
export function FormRows({
  name,
  filled,
  most,
  atLeast = 2,
  row,
}: {
  name: string;
  filled: number;
  most: number;
  /** Shown when nothing is filled in. */
  atLeast?: number;
  row: (index: number) => ReactNode;
}) {
  const { t } = useTranslation("agents");
  // What was typed before a refusal may stand in any row.
  const { typedAll } = useField(name);
  const shown = typedAll ? most : Math.min(most, Math.max(atLeast, filled + 1));
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i).map((index) => <div key={index}>{row(index)}</div>);
  return (
    <>
      <div className="grid gap-2">{rows(0, shown)}</div>
      {shown < most ? (
        <details>
          <summary className="w-fit cursor-pointer py-1 text-accent text-sm">{t("form.more")}</summary>
          <div className="mt-2 grid gap-2">{rows(shown, most)}</div>
        </details>
      ) : null}
    </>
  );
}
