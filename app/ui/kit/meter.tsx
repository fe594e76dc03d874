import type { ReactNode } from "react";

interface MeterProps {
  value: number;
  max: number;
  label: string;
  /** Progress: full is good. Without it, full is a limit reached. */
  plain?: boolean;
  children?: ReactNode;
}

export function Meter({ value, max, label, plain = false, children }: MeterProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div className="grid gap-1">
      <div className="flex justify-between gap-2 text-sm">
        <span className="text-soft">{label}</span>
        <span className="tabular shrink-0 font-medium">{children}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers style <meter> each in its own way */}
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full ${plain ? "bg-accent" : share >= 1 ? "bg-rose" : share >= 0.8 ? "bg-marigold" : "bg-accent"}`}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
