import { Link } from "@remix-run/react";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";

interface PageProps {
  title: string;
  subtitle?: ReactNode;
  /** The thing's state, as a Badge. */
  state?: ReactNode;
  back?: { to: string; label: string };
  /** The one main action, at the right. */
  actions?: ReactNode;
  /** Facts in a side column. */
  aside?: ReactNode;
  children?: ReactNode;
}

export function Page({ title, subtitle, state, back, actions, aside, children }: PageProps) {
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-5">
      <header className="grid gap-2">
        {back ? (
          <Link to={back.to} className="inline-flex w-fit items-center gap-1 text-accent text-sm hover:underline print:hidden">
            <ArrowLeft className="size-4" aria-hidden="true" />
            {back.label}
          </Link>
        ) : null}
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-3">
              <h1 className="break-words font-semibold text-2xl tracking-tight">{title}</h1>
              {state}
            </div>
            {subtitle ? <div className="mt-1 max-w-3xl text-soft">{subtitle}</div> : null}
          </div>
          {actions ? <div className="flex flex-wrap gap-2 print:hidden">{actions}</div> : null}
        </div>
      </header>
      {aside ? (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] print:block">
          <div className="grid min-w-0 gap-5">{children}</div>
          <aside className="grid gap-5 print:mt-5">{aside}</aside>
        </div>
      ) : (
        <div className="grid min-w-0 gap-5">{children}</div>
      )}
    </div>
  );
}
