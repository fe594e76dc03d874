import { sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";

/** So many months beyond the present one have their partition before anybody works in them. */
const MONTHS_AHEAD = 3;

/** Makes the partitions of `segments` for this month and the next ones, unless they are there. @throws Forbidden for people */
export async function makeMonthsAhead(tx: Tx, { actor, now }: Context): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  await tx.execute(sql`select make_segments_month(month::date) from generate_series(
    date_trunc('month', ${now.toISOString()}::timestamptz at time zone 'UTC') - interval '1 month',
    date_trunc('month', ${now.toISOString()}::timestamptz at time zone 'UTC') + make_interval(months => ${MONTHS_AHEAD}), interval '1 month') as month`);
}
