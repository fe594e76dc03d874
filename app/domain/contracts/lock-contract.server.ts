import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { contracts } from "#db/schema/contracts.ts";

/** @throws NotFound */
export async function lockContract(tx: Tx, contractId: string) {
  const [contract] = await tx.select().from(contracts).where(eq(contracts.id, contractId)).for("update");
  if (!contract) throw new NotFound();
  return contract;
}
