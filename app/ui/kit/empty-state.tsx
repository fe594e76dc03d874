import type { ReactNode } from "react";

/** What is not here yet, and what to do next. */
export function EmptyState({ title, action, children }: { title: string; action?: ReactNode; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 rounded-lg border border-line-strong border-dashed p-8 text-center">
      <p className="font-medium">{title}</p>
      {children ? <div className="max-w-md text-soft text-sm">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}
