import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Invalid } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { staff } from "#db/schema/accounts.ts";
import { reconciliationCases } from "#db/schema/reconciliation.ts";
import { lockCase } from "./lock-case.server.ts";

/** Gives a case to somebody of platform finance, or to nobody. @throws NotFound, Forbidden without "cases.manage", Invalid for others */
export async function assignCase(
  tx: Tx,
  { caseId, ownerId }: { caseId: string; ownerId: string },
  context: Context,
): Promise<void> {
  permit(context.actor, "cases.manage");
  await lockCase(tx, caseId);
  if (ownerId !== "") {
    const [owner] = await tx
      .select({ id: staff.userId })
      .from(staff)
      .where(and(eq(staff.userId, ownerId), eq(staff.role, "platform_finance")));
    if (!owner) throw new Invalid("ownerId", "reconciliation:errors.ownerUnknown");
  }
  await tx
    .update(reconciliationCases)
    .set({ ownerId: ownerId || null })
    .where(eq(reconciliationCases.id, caseId));
}
