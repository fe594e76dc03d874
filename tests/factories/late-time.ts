import { eq } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { lateTimes } from "#db/schema/timesheets.ts";
import type { GivenAgent } from "#tests/factories/agents.ts";
import { record, segmentsOf } from "#tests/factories/diary.ts";
import { at } from "#tests/setup/time.ts";

interface Late {
  from: string;
  minutes: number;
  arrives: string;
}

/** Work that was kept on a device and arrives after the close of its week; the jobs that it causes are not run. @returns the segments' ids */
export async function arriveLate(
  db: Db,
  given: { contract: { id: string }; freelancer: GivenAgent },
  { from, minutes, arrives }: Late,
): Promise<string[]> {
  const segments = segmentsOf(at(from), minutes);
  const recorded = await record(db, given, segments, at(arrives));
  if (recorded.refused.length > 0) throw new Error(`refused: ${JSON.stringify(recorded.refused[0])}`);
  return segments.map((one) => one.id);
}

/** What the business was asked about a contract's late time, oldest first. */
export function lateTimesOf(db: Db, contractId: string) {
  return db
    .select()
    .from(lateTimes)
    .where(eq(lateTimes.contractId, contractId))
    .orderBy(lateTimes.arrivedAt, lateTimes.state, lateTimes.id);
}
