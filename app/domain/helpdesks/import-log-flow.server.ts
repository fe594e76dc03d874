import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import type { Db } from "#db/client.server.ts";
import { helpdeskImports } from "#db/schema/helpdesks.ts";
import { type Columns, eventsOfLog, readLog, readTable } from "./event-log.ts";
import { EVENT_BATCH_LIMIT, type HelpdeskEventInput } from "./helpdesk-event.ts";
import { ingestEvents } from "./ingest-events.server.ts";

/**
 * Reads a started import whole, in one transaction: killed anywhere, nothing of it is there, and the job begins again. How far it is stands
 * beside that transaction, so that the page can show it. Rows that were read before change nothing.
 */
export async function importLogFlow(db: Db, { importId }: { importId: string }, context: Context): Promise<void> {
  const [log] = await db.select().from(helpdeskImports).where(eq(helpdeskImports.id, importId));
  if (log?.state !== "running" || log.content === null) return;
  const { rows } = readLog(readTable(log.content), log.columns as Columns, log.timeZone, context.now);
  const digest = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 32);
  await db.transaction(async (tx) => {
    // Two workers with the same job: the second waits and then finds it finished.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`helpdesk-import ${importId}`}))`);
    const [present] = await tx
      .select({ state: helpdeskImports.state })
      .from(helpdeskImports)
      .where(eq(helpdeskImports.id, importId));
    if (present?.state !== "running") return;
    let [done, added] = [0, 0];
    let batch: HelpdeskEventInput[] = [];
    const store = async () => {
      if (batch.length === 0) return;
      const verdicts = await ingestEvents(tx, { connectionId: log.connectionId, events: batch, importId }, context);
      added += verdicts.filter((one) => one.verdict === "accepted").length;
      done += batch.length;
      batch = [];
      await db.update(helpdeskImports).set({ doneRows: done }).where(eq(helpdeskImports.id, importId));
    };
    for (const event of eventsOfLog(rows, log.kinds, digest)) {
      batch.push(event);
      if (batch.length === EVENT_BATCH_LIMIT) await store();
    }
    await store();
    await tx
      .update(helpdeskImports)
      .set({ state: "finished", addedRows: added, doneRows: done, content: null, finishedAt: context.now })
      .where(eq(helpdeskImports.id, importId));
  });
}
