import type { SegmentKind } from "./segment.ts";
import { segmentKinds } from "./segment.ts";

/** What the diary's pages, its search and its file can be narrowed to; each name is one of the address. */
export const filterOptions = {
  kind: segmentKinds,
  pay: ["protected", "unprotected"],
  source: ["tracker", "manual"],
  tickets: ["with", "without"],
  mark: ["over", "late", "deleted"],
} as const;
type FilterName = keyof typeof filterOptions;
export type SegmentFilter = { [N in FilterName]?: (typeof filterOptions)[N][number] } & { contract?: string; q?: string };

export interface Filterable {
  contractId: string;
  kind: SegmentKind;
  source: "web" | "manual" | "api";
  memo: string;
  overLimit: boolean;
  late: boolean;
  deletedAt: Date | null;
  /** Its pay counts on Deskhand (billing, "Protection"). */
  isProtected: boolean;
  /** Tickets that its helpdesk told of. */
  tickets: number;
}

const MOST_LETTERS = 100;

/** Reads a filter from an address; what it does not know it leaves out. */
export function filterOf(search: URLSearchParams): SegmentFilter {
  const filter: Record<string, string> = {};
  for (const [name, options] of Object.entries(filterOptions)) {
    const asked = search.get(name);
    if (asked && (options as readonly string[]).includes(asked)) filter[name] = asked;
  }
  const contract = search.get("contract");
  if (contract && /^[0-9a-f-]{36}$/.test(contract)) filter.contract = contract;
  // PostgreSQL keeps no zero bytes in text, and no keyboard writes them.
  const q = search.get("q")?.replaceAll("\u0000", "").trim().slice(0, MOST_LETTERS);
  if (q) filter.q = q;
  return filter as SegmentFilter;
}

export const isFiltered = (filter: SegmentFilter) => Object.keys(filter).length > 0;

/** The value of each name that a segment has; it may have several marks. */
const valuesOf = (one: Filterable): { [N in FilterName]: string[] } => ({
  kind: [one.kind],
  pay: one.deletedAt ? [] : [one.isProtected ? "protected" : "unprotected"],
  source: [one.kind === "manual" || one.source === "manual" ? "manual" : "tracker"],
  tickets: [one.tickets > 0 ? "with" : "without"],
  mark: [...(one.overLimit ? ["over"] : []), ...(one.late ? ["late"] : []), ...(one.deletedAt ? ["deleted"] : [])],
});

/** Whether a segment is shown. @param except a name that is left out of account */
export function matches(one: Filterable, filter: SegmentFilter, except?: string): boolean {
  const values = valuesOf(one);
  for (const name of Object.keys(filterOptions) as FilterName[]) {
    const asked = filter[name];
    if (asked && name !== except && !values[name].includes(asked)) return false;
  }
  if (filter.contract && except !== "contract" && one.contractId !== filter.contract) return false;
  return !filter.q || folded(one.memo).includes(folded(filter.q));
}

/** Case does not matter, as in the database's search. */
const folded = (text: string) => text.toLowerCase();

/** How many segments each choice of each name would show beside the rest of the filter: "kind:manual" -> 3, "contract:..." -> 12. */
export function countsOf(segments: Filterable[], filter: SegmentFilter): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const one of segments) {
    const values = valuesOf(one);
    for (const name of Object.keys(filterOptions) as FilterName[])
      if (matches(one, filter, name)) for (const value of values[name]) count(`${name}:${value}`);
    if (matches(one, filter, "contract")) count(`contract:${one.contractId}`);
  }
  return counts;
}
