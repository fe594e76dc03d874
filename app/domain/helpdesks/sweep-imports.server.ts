import { and, eq, lt } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskImports } from "#db/schema/helpdesks.ts";

/** A log that was uploaded and not read holds what customers' tickets are about; a week is time enough to choose its columns (decision 034). */
const DRAFT_DAYS = 7;

/** Uploaded logs that nobody went on with are deleted, file and all; a log that was read has lost its file already. @throws Forbidden for people */
export async function sweepImports(tx: Tx, { actor, now }: Context): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  const old = lt(helpdeskImports.uploadedAt, addDays(now, -DRAFT_DAYS));
  await tx.delete(helpdeskImports).where(and(eq(helpdeskImports.state, "draft"), old));
}
