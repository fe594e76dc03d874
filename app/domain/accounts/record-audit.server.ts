import { newId } from "#app/kernel/ids.ts";
import type { Money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { auditEntries } from "#db/schema/accounts.ts";
import type { Context } from "./permissions.ts";

export interface AuditEntry {
  /** Past tense, "payout.held". */
  action: string;
  subject: { kind: string; id: string };
  reason: string;
  amount?: Money;
  detail?: Record<string, unknown>;
}

/** Writes who did what to money and why, in the transaction that does it. The rows are never changed. */
export async function recordAudit(
  tx: Tx,
  { action, subject, reason, amount, detail }: AuditEntry,
  { actor, now }: Context,
): Promise<void> {
  await tx.insert(auditEntries).values({
    id: newId(),
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    reason,
    amount: amount?.minor,
    currency: amount?.currency,
    detail: detail ?? {},
    actorId: actor.userId,
    occurredAt: now,
  });
}
