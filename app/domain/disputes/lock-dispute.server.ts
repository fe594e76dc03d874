import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { disputes } from "#db/schema/disputes.ts";

export type Dispute = typeof disputes.$inferSelect;

/** Locks a dispute for a change by somebody who may. @throws NotFound for strangers, Forbidden */
export async function lockDispute(
  tx: Tx,
  disputeId: string,
  permission: "disputes.open" | "disputes.answer" | "disputes.decide",
  { actor }: Context,
): Promise<Dispute> {
  const [dispute] = await tx.select().from(disputes).where(eq(disputes.id, disputeId)).for("update");
  if (!dispute) throw new NotFound();
  permit(actor, permission, dispute);
  return dispute;
}
