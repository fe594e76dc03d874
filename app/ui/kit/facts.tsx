import type { ReactNode } from "react";

export function Facts({ items }: { items: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-2 text-sm">
      {items.map((item) => (
        <div key={item.label} className="flex flex-wrap justify-between gap-x-4 gap-y-0.5">
          <dt className="text-soft">{item.label}</dt>
          <dd className="ml-auto text-right font-medium">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
