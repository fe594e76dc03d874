import type { ReactNode } from "react";

/**
 * A link to a file, beside the buttons of a page: a plain address, so that the browser saves what comes. @param save for a file that a browser would
 * show instead
 */
export function DownloadLink({ href, save, children }: { href: string; save?: boolean; children: ReactNode }) {
  return (
    <a
      href={href}
      download={save || undefined}
      className="inline-flex min-h-10 items-center rounded-lg px-4 font-medium text-accent text-sm hover:bg-accent-soft"
    >
      {children}
    </a>
  );
}
