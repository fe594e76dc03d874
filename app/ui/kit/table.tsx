import { Link } from "@remix-run/react";
import { ArrowDown, ArrowUp } from "lucide-react";
import { isValidElement, type ReactNode } from "react";
import { twMerge } from "tailwind-merge";

export interface Column {
  key: string;
  label: string;
  align?: "left" | "right";
  className?: string;
  /** Where the same table stands sorted by this column, and how it is sorted now. */
  sort?: { to: string; now: "ascending" | "descending" | null };
}

/** Dense rows; on a phone the table scrolls inside its own frame, reachable by keyboard. */
export function Table({ caption, columns, children }: { caption: string; columns: Column[]; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="relative overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} aria-label={caption}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b bg-sunken text-soft">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                aria-sort={column.sort?.now ?? undefined}
                className={twMerge(
                  "h-9 whitespace-nowrap px-3 font-medium",
                  column.align === "right" ? "text-right" : "text-left",
                  column.className,
                )}
              >
                {column.sort ? <SortLink label={column.label} {...column.sort} /> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        {isValidElement(children) && children.type === "tbody" ? children : <tbody>{children}</tbody>}
      </table>
    </section>
  );
}

function SortLink({ label, to, now }: { label: string } & NonNullable<Column["sort"]>) {
  const Arrow = now === "ascending" ? ArrowUp : ArrowDown;
  return (
    <Link to={to} preventScrollReset className="inline-flex items-center gap-1 hover:text-ink hover:underline">
      {label}
      {now ? <Arrow className="size-3.5" aria-hidden="true" /> : null}
    </Link>
  );
}

export function Row({ children, className }: { children: ReactNode; className?: string }) {
  return <tr className={twMerge("border-line border-b last:border-b-0 hover:bg-sunken", className)}>{children}</tr>;
}

export function Cell({
  align,
  numeric,
  className,
  colSpan,
  children,
}: {
  align?: "left" | "right";
  numeric?: boolean;
  className?: string;
  colSpan?: number;
  children?: ReactNode;
}) {
  return (
    <td
      colSpan={colSpan}
      className={twMerge("h-9 px-3 py-1.5", (numeric || align === "right") && "whitespace-nowrap text-right", className)}
    >
      {children}
    </td>
  );
}
