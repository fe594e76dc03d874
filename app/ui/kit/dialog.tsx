import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** Asks before something costs money or cannot be undone: what will happen, then the button. A disclosure, so it works without JavaScript. */
export function ConfirmDialog({
  trigger,
  title,
  confirmLabel,
  children,
}: {
  trigger: string;
  title: string;
  confirmLabel?: string;
  children: ReactNode;
}) {
  return (
    <details className="group min-w-0">
      <summary className="inline-flex min-h-10 cursor-pointer list-none items-center rounded-lg border border-line-strong bg-raised px-4 font-medium text-sm hover:bg-sunken">
        {trigger}
      </summary>
      <div className="mt-2 grid gap-3 rounded-lg border border-line bg-sunken p-4">
        <p className="font-semibold">{title}</p>
        {children}
        {confirmLabel ? (
          <div>
            <Button variant="danger">{confirmLabel}</Button>
          </div>
        ) : null}
      </div>
    </details>
  );
}
