import { AsyncLocalStorage } from "node:async_hooks";
import type { ExtractTablesWithRelations } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase, type PostgresJsTransaction } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "./schema/index.ts";

export type Schema = typeof schema;
export type Db = PostgresJsDatabase<Schema>;
export type Tx = PostgresJsTransaction<Schema, ExtractTablesWithRelations<Schema>>;
/** What a query may run on: the pool or a transaction. */
export type Queryable = Db | Tx;

/** Where the database is: an address, or the folder of the embedded one's Unix socket. */
export type DatabaseAddress = { url: string } | { socket: string; database: string };

/** Where the environment says the database is; `npm start` hands the embedded one's socket to its children. */
export function databaseAddress(env: { DATABASE_URL?: string; DATABASE_SOCKET?: string }): DatabaseAddress {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL };
  if (env.DATABASE_SOCKET) return { socket: env.DATABASE_SOCKET, database: "deskhand" };
  throw new Error("DATABASE_URL is not set; `npm start` brings up the embedded PostgreSQL by itself");
}

/** A query that is asked often is put together once a pool; in a transaction it is put together anew. */
export function keptQuery<Query>(build: (db: Queryable) => Query): (db: Queryable) => Query {
  const kept = new WeakMap<Queryable, Query>();
  return (db) => {
    const query = kept.get(db) ?? build(db);
    kept.set(db, query);
    return query;
  };
}

/** Counts the queries of one request (tests hold each page to eight). */
export const queryCount = new AsyncLocalStorage<{ queries: string[] }>();

/** Seconds between tries to connect: a database that comes back is in use again within two, not within twenty. */
const betweenTries = (tries: number) => Math.min(2, 3 ** tries / 100);

export function postgresClient(address: DatabaseAddress, options: postgres.Options<Record<string, never>> = {}): postgres.Sql {
  const common = { onnotice: () => undefined, backoff: betweenTries, ...options };
  if ("url" in address) return postgres(address.url, common);
  return postgres({ host: address.socket, port: 5432, user: "app", database: address.database, ...common });
}

/** Longer lists of parameters differ from call to call and would fill the server with statements that are never asked for again. */
const MOST_PARAMETERS = 40;

/**
 * drizzle asks for each statement to be described, parsed and planned anew, which is two round trips; a prepared one is one, and planned once a connection.
 * Behind a pooler that hands out connections by the transaction, say `?prepare=false` in DATABASE_URL.
 */
function preparing<Client extends postgres.Sql | postgres.TransactionSql>(client: Client): Client {
  const { unsafe } = client;
  client.unsafe = ((text: string, parameters: never[] = [], options: postgres.UnsafeQueryOptions = {}) =>
    unsafe(text, parameters, { ...options, prepare: parameters.length <= MOST_PARAMETERS })) as typeof unsafe;
  if ("begin" in client) {
    const begin = client.begin as (options: string, work: (tx: postgres.TransactionSql) => unknown) => Promise<unknown>;
    client.begin = ((...given: [(tx: postgres.TransactionSql) => unknown] | Parameters<typeof begin>) => {
      const [options, work] = given.length === 1 ? ["", given[0]] : given;
      return begin(options, (tx) => work(preparing(tx)));
    }) as typeof client.begin;
  }
  return client;
}

/** drizzle changes its client's parsers, so listening and raw work want a client of their own. */
export function openDatabase(address: DatabaseAddress, max = 10): { db: Db; sql: postgres.Sql; close(): Promise<void> } {
  const sql = preparing(postgresClient(address, { max }));
  const db = drizzle(sql, { schema, logger: { logQuery: (query) => queryCount.getStore()?.queries.push(query) } });
  return { db, sql, close: () => sql.end({ timeout: 5 }) };
}

/**
 * postgres.js (3.4.9) writes what it has gathered on the next turn, also to a connection that was closed meanwhile, and throws where nobody can catch it;
 * the queries of that connection are refused all the same. A server must not die of its database's restart: this one error is noted, any other ends the process, as it
 * would without this. Once a process.
 */
export function outliveClosedConnections(note: (message: string) => void): void {
  process.on("uncaughtException", (error: Error) => {
    if (isLateWrite(error)) return note(`a connection to the database was closed while it was written to: ${error.message}`);
    process.stderr.write(`${error.stack ?? error}\n`);
    process.exit(1);
  });
}

/** `socket.write` of postgres.js's `nextWrite`, whose socket is gone. */
export function isLateWrite(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /reading 'write'/.test(error.message) &&
    /nextWrite .*[\\/]postgres[\\/]/.test(error.stack ?? "")
  );
}
