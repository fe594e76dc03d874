import { eq } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { scheduleRuns } from "#db/schema/kernel.ts";
import { nextOccurrence, occurrencesBetween, type Schedule, schedules } from "./schedules.ts";

export interface DueWork {
  id: string;
  schedule: Schedule;
  occurrence: Date;
  payload: unknown;
}

/**
 * Hands over every occurrence that fell due since the last look, so that none is lost while the product was down; the mark moves in the
 * same transaction. A schedule seen for the first time starts from now.
 */
export async function runDue(db: Db, now: Date, handOver: (work: DueWork[]) => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    const marks = new Map((await tx.select().from(scheduleRuns).for("update")).map((row) => [row.name, row.lastDueAt]));
    const due: DueWork[] = [];
    for (const schedule of schedules) {
      const name = schedule.job.name;
      const mark = marks.get(name);
      if (!mark) {
        await tx.insert(scheduleRuns).values({ name, lastDueAt: now }).onConflictDoNothing();
        continue;
      }
      const occurrences = occurrencesBetween(schedule, mark, now);
      const last = occurrences.at(-1);
      if (!last) continue;
      await tx.update(scheduleRuns).set({ lastDueAt: last }).where(eq(scheduleRuns.name, name));
      for (const occurrence of occurrences) {
        const id = `schedule-${name}-${occurrence.toISOString().replaceAll(":", ".")}`;
        due.push({ id, schedule, occurrence, payload: schedule.payload?.(occurrence) ?? {} });
      }
    }
    due.sort((a, b) => a.occurrence.getTime() - b.occurrence.getTime());
    await handOver(due);
  });
}

/** The next instant at which the demo's clock has to stop on its way, null when nothing is due up to `until`. */
export function nextStop(after: Date, until: Date, skip: ReadonlySet<string> = new Set()): Date | null {
  const stopping = schedules.filter((schedule) => !schedule.newestOnly && !skip.has(schedule.job.name));
  const next = Math.min(...stopping.map((schedule) => nextOccurrence(schedule, after).getTime()));
  return next <= until.getTime() ? new Date(next) : null;
}
