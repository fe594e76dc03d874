import type { ReactNode } from "react";
import { type Tone, toneClass } from "./badge.tsx";

export function Notice({ tone = "sky", title, children }: { tone?: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={`grid gap-1 rounded-lg p-3 text-sm ${toneClass[tone]}`}>
      {title ? <p className="font-semibold">{title}</p> : null}
      {children ? <div>{children}</div> : null}
    </div>
  );
}
