import type { ReactNode } from "react";
import { twMerge } from "tailwind-merge";

interface CardProps {
  title?: string;
  actions?: ReactNode;
  tone?: "plain" | "sunken";
  className?: string;
  children: ReactNode;
}

export function Card({ title, actions, tone = "plain", className, children }: CardProps) {
  return (
    <section
      className={twMerge(
        "grid min-w-0 gap-3 rounded-lg border border-line p-4",
        tone === "plain" ? "bg-raised" : "bg-sunken",
        className,
      )}
    >
      {title || actions ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          {title ? <h2 className="font-semibold text-base">{title}</h2> : null}
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}
