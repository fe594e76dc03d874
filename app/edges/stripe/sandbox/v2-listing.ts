import { integer, shape, text } from "./parameters.ts";
import type { Row, Table } from "./store.ts";
import { invalid } from "./stripe-fault.ts";

/** What every v2 list takes; `page` is what stands in next_page_url. */
export const v2Paging = { limit: integer, page: text };
/** A span of time as the SDK's RangeQueryParam writes it: Unix seconds. */
export const timeRange = shape({ gt: integer, gte: integer, lt: integer, lte: integer });
export type TimeRange = ReturnType<typeof timeRange>;

/** @param created RFC 3339 */
export function within(range: TimeRange, created: string): boolean {
  const at = Date.parse(created) / 1000;
  const { gt, gte, lt, lte } = range ?? {};
  return (
    !(gt !== undefined && at <= gt) &&
    !(gte !== undefined && at < gte) &&
    !(lt !== undefined && at >= lt) &&
    !(lte !== undefined && at > lte)
  );
}

/** A page of a v2 list (of `indexed`, where an index gives the rows), newest first, 10 rows unless told; the next page's address carries the filters along. */
export function v2Listing<T extends { id: string }, Own>(
  table: Table<T, Own>,
  account: string,
  path: string,
  params: { limit?: number; page?: string },
  wanted: (row: Row<T, Own>) => boolean = () => true,
  shown: (object: T) => object = (object) => object,
  indexed: Iterable<Row<T, Own>> | null = null,
): { data: object[]; next_page_url: string | null; previous_page_url: null } {
  const { limit = 10, page } = params;
  if (limit < 1 || limit > 100) throw invalid("limit must be between 1 and 100", { code: "invalid_fields", param: "limit" });
  if (page !== undefined && !table.find(page, account))
    throw invalid("page is not a page of this list", { code: "invalid_fields", param: "page" });
  const found: T[] = [];
  for (const row of indexed ? after(indexed, page) : table.newestOf(account, page)) {
    if (wanted(row)) found.push(row.object);
    if (found.length > limit) break;
  }
  const data = found.slice(0, limit);
  const more = found.length > limit;
  const next = new URLSearchParams([...flat({ ...params, page: data.at(-1)?.id })]);
  return { data: data.map(shown), next_page_url: more ? `${path}?${next}` : null, previous_page_url: null };
}

function* after<R extends Row>(rows: Iterable<R>, id: string | undefined): Iterable<R> {
  let started = id === undefined;
  for (const row of rows) {
    if (started) yield row;
    started ||= row.id === id;
  }
}

function* flat(value: object, prefix = ""): Iterable<[string, string]> {
  for (const [name, inner] of Object.entries(value)) {
    const at = prefix ? `${prefix}[${name}]` : name;
    if (inner === undefined || inner === null) continue;
    if (typeof inner === "object") yield* flat(inner, at);
    else yield [at, String(inner)];
  }
}
