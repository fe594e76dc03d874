import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { Wordmark } from "#app/ui/shell/wordmark.tsx";

/** A page of one task: the wordmark, and what there is to do. */
export function QuietShell({ home = "/", wide = false, children }: { home?: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col bg-paper text-ink">
      <header className="mx-auto w-full max-w-4xl px-4 py-5">
        <Link to={home} className="inline-block rounded-lg">
          <Wordmark />
        </Link>
      </header>
      <main className={`mx-auto w-full px-4 pb-16 ${wide ? "max-w-4xl" : "max-w-lg"}`}>{children}</main>
    </div>
  );
}
