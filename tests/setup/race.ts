import { sql } from "drizzle-orm";
import type { Db, Tx } from "#db/client.server.ts";

/**
 * Two transactions that meet: the first has done its work and not committed yet when the second begins; it commits once the second waits for it. Without
 * a lock between them the second does not wait, and ends before the first commits.
 * @returns how each ended
 */
export async function race<A, B>(
  db: Db,
  first: (tx: Tx) => Promise<A>,
  second: (tx: Tx) => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  let other: Promise<PromiseSettledResult<B>> | undefined;
  const settled = <T>(work: Promise<T>) => Promise.allSettled([work]).then(([one]) => one!);
  const mine = await settled(
    db.transaction(async (tx) => {
      const done = await first(tx);
      let ended = false;
      other = settled(db.transaction(second)).finally(() => {
        ended = true;
      });
      while (!ended && !(await waits(db))) await new Promise(setImmediate);
      return done;
    }),
  );
  return [mine, await other!];
}

/** Whether a session of this database waits for a lock. */
async function waits(db: Db): Promise<boolean> {
  const [row] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row!.n > 0;
}
