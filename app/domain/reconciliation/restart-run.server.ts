import { eq } from "drizzle-orm";
import { z } from "zod";
import { reasonInput } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { runs } from "#db/schema/kernel.ts";

export const restartRunInput = z.object({ reason: reasonInput });

/**
 * Asks for what a run left undone to be tried again; the steps that are done stay done.
 * @throws NotFound, Forbidden without "finance.act", Conflict while it is under way or when nothing is left
 */
export async function restartRun(tx: Tx, { runId, reason }: { runId: string; reason: string }, context: Context): Promise<void> {
  permit(context.actor, "finance.act");
  const [run] = await tx.select().from(runs).where(eq(runs.id, runId)).for("update");
  if (!run) throw new NotFound();
  if (run.state !== "incomplete") throw new Conflict("finance:errors.nothingToRestart");
  await recordAudit(tx, { action: "run.restarted", subject: { kind: "run", id: runId }, reason }, context);
  await recordEvent(tx, "run.restart-requested", { runId }, context);
}
