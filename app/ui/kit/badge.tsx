import type { ReactNode } from "react";
import { twMerge } from "tailwind-merge";

export type Tone = "neutral" | "teal" | "marigold" | "green" | "violet" | "red" | "indigo" | "sky";
export const toneClass: Record<Tone, string> = {
  neutral: "bg-sunken text-soft",
  teal: "bg-accent-soft text-accent-strong",
  marigold: "bg-marigold-soft text-marigold",
  green: "bg-green-soft text-green",
  violet: "bg-violet-soft text-violet",
  red: "bg-red-soft text-red",
  indigo: "bg-indigo-soft text-indigo",
  sky: "bg-sky-soft text-sky",
};

export function Badge({ tone = "neutral", className, children }: { tone?: Tone; className?: string; children: ReactNode }) {
  return (
    <span
      className={twMerge(
        "inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-xs",
        toneClass[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
