import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { lateTimes } from "#db/schema/timesheets.ts";

export type LateTime = typeof lateTimes.$inferSelect;

/** @throws NotFound */
export async function lockLateTime(tx: Tx, lateTimeId: string): Promise<LateTime> {
  const [late] = await tx.select().from(lateTimes).where(eq(lateTimes.id, lateTimeId)).for("update");
  if (!late) throw new NotFound();
  return late;
}
