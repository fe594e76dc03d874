import type { Row, Table } from "./store.ts";
import { invalid, missing } from "./stripe-fault.ts";

interface Paging {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/**
 * A page of Stripe's list object: newest first, 10 rows unless told, at most 100 (docs.stripe.com/api/pagination).
 * @param index finds the rows by a key instead of walking through all of the account; no key, no index
 */
export function listing<T extends { id: string }, Own>(
  table: Table<T, Own>,
  account: string,
  path: string,
  { limit = 10, starting_after, ending_before }: Paging,
  wanted: (row: Row<T, Own>) => boolean = () => true,
  index: Record<string, string | undefined> = {},
): { object: "list"; data: T[]; has_more: boolean; url: string } {
  if (limit < 1 || limit > 100) throw invalid("Invalid integer: limit must be between 1 and 100", { param: "limit" });
  if (starting_after && ending_before) {
    throw invalid("You may only specify one of these parameters: starting_after, ending_before.", {
      code: "parameters_exclusive",
    });
  }
  const cursor = starting_after ?? ending_before;
  if (cursor !== undefined && !table.find(cursor, account)) {
    throw missing("object", cursor, starting_after ? "starting_after" : "ending_before");
  }
  const [name, key] = Object.entries(index).find(([, value]) => value !== undefined) ?? [];
  const rows =
    name !== undefined && key !== undefined
      ? table.newestWhere(name, key, account, starting_after, ending_before)
      : table.newestOf(account, starting_after, ending_before);
  const data: T[] = [];
  for (const row of rows) {
    if (!wanted(row)) continue;
    data.push(row.object);
    // The page before a cursor is the one nearest to it: all of what is newer has to be seen.
    if (!ending_before && data.length > limit) break;
  }
  const page = ending_before ? data.slice(-limit) : data.slice(0, limit);
  return { object: "list", data: page, has_more: data.length > limit, url: path };
}

/** A page of a short list that is in order already, oldest first. */
export function pageOf<T extends { id: string }>(
  items: T[],
  path: string,
  { limit = 10, starting_after, ending_before }: Paging,
) {
  if (limit < 1 || limit > 100) throw invalid("Invalid integer: limit must be between 1 and 100", { param: "limit" });
  const place = (id: string, param: string) => {
    const found = items.findIndex((item) => item.id === id);
    if (found < 0) throw missing("object", id, param);
    return found;
  };
  const from = starting_after === undefined ? 0 : place(starting_after, "starting_after") + 1;
  const to = ending_before === undefined ? items.length : place(ending_before, "ending_before");
  const left = items.slice(from, to);
  const data = ending_before === undefined ? left.slice(0, limit) : left.slice(-limit);
  return { object: "list" as const, data, has_more: left.length > limit, url: path };
}
