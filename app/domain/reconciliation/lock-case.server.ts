import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { reconciliationCases } from "#db/schema/reconciliation.ts";

/** @throws NotFound */
export async function lockCase(tx: Tx, caseId: string) {
  const [found] = await tx.select().from(reconciliationCases).where(eq(reconciliationCases.id, caseId)).for("update");
  if (!found) throw new NotFound();
  return found;
}
