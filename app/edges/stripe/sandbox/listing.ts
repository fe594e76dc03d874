import type { Row, Table } from "./store.ts";
import { invalid, missing } from "./stripe-fault.ts";

interface Paging {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** A page of Stripe's list object: newest first, 10 rows unless told, at most 100 (docs.stripe.com/api/pagination). */
export function listing<T extends { id: string }, Own>(
  table: Table<T, Own>,
  account: string,
  path: string,
  { limit = 10, starting_after, ending_before }: Paging,
  wanted: (row: Row<T, Own>) => boolean = () => true,
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
  const data: T[] = [];
  let more = false;
  let started = starting_after === undefined;
  const before: T[] = [];
  for (const row of table.newestOf(account)) {
    if (!started) {
      started = row.id === starting_after;
      continue;
    }
    if (row.id === ending_before) break;
    if (!wanted(row)) continue;
    if (ending_before) {
      before.push(row.object);
    } else if (data.length < limit) {
      data.push(row.object);
    } else {
      more = true;
      break;
    }
  }
  if (ending_before) {
    return { object: "list", data: before.slice(-limit), has_more: before.length > limit, url: path };
  }
  return { object: "list", data, has_more: more, url: path };
}
