import { asc, sql } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { events } from "#db/schema/kernel.ts";

/** Names of the events about a thing, in the order they were recorded. */
export async function eventsOf(db: Db, key: string, id: string): Promise<string[]> {
  const rows = await db
    .select({ name: events.name })
    .from(events)
    .where(sql`${events.payload} ->> ${key} = ${id}`)
    .orderBy(asc(events.seq));
  return rows.map((row) => row.name);
}
