import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { reconciliationCases } from "#db/schema/reconciliation.ts";
import { caseLifecycle, differenceOf } from "./case.ts";
import { lockCase } from "./lock-case.server.ts";

/**
 * Closes a case with the words why the difference is right and needs no posting. With another amount than was explained it opens again.
 * @throws NotFound, Forbidden without "cases.manage", Conflict when it is closed
 */
export async function explainCase(
  tx: Tx,
  { caseId, explanation }: { caseId: string; explanation: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "cases.manage");
  const found = await lockCase(tx, caseId);
  const state = caseLifecycle.next(found.state, "explain");
  await tx
    .update(reconciliationCases)
    .set({ state, explanation, closedBy: actor.userId, closedAt: now })
    .where(eq(reconciliationCases.id, caseId));
  const amount = money(differenceOf(found), found.currency);
  await recordAudit(
    tx,
    { action: "case.explained", subject: { kind: "case", id: caseId }, reason: explanation, amount },
    context,
  );
}
