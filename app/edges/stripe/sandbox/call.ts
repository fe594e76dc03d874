import type { Reader } from "./parameters.ts";
import type { Row, Table } from "./store.ts";
import { missing } from "./stripe-fault.ts";
import type { World } from "./world.ts";

/** One API request after its parameters were read. */
export interface Call<P> {
  world: World;
  /** The account it speaks of: the platform, or the one in Stripe-Account. */
  account: string;
  params: P;
  /** What the pattern's :names matched, in order. */
  path: string[];
  /** Where hosted pages of this sandbox are, without a slash at the end. */
  baseUrl: string;
}

export interface Route {
  method: "GET" | "POST" | "DELETE";
  pattern: string;
  /** The v1 routes also take `expand`. */
  read: Reader<unknown>;
  answer: (call: Call<unknown>) => object;
}

export function route<P>(
  method: Route["method"],
  pattern: string,
  read: Reader<P | undefined>,
  answer: (call: Call<P>) => object,
): Route {
  return { method, pattern, read, answer: answer as Route["answer"] };
}

/** The row of an account, or Stripe's 404. */
export function existing<T extends object, Own>(
  table: Table<T, Own>,
  account: string,
  id: string,
  kind: string,
  param = "id",
): Row<T, Own> {
  const row = table.find(id, account);
  if (!row) throw missing(kind, id, param);
  return row;
}
