import { eq } from "drizzle-orm";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { approvals } from "#db/schema/accounts.ts";
import { approvalLifecycle } from "./approval.ts";
import { type Context, permit } from "./permissions.ts";
import { recordAudit } from "./record-audit.server.ts";

interface NewApproval {
  /** "bill.write-off", "payout.release": the job `run-approved-action` knows it. */
  action: string;
  subject: { kind: string; id: string };
  payload: Record<string, unknown>;
  reason: string;
  amount: Money;
}

/** Asks for a second person; what is asked twice while the first still waits is once. @throws Forbidden without "finance.act" */
export async function requestApproval(
  tx: Tx,
  { action, subject, payload, reason, amount }: NewApproval,
  context: Context,
): Promise<{ id: string }> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const [made] = await tx
    .insert(approvals)
    .values({
      id: newId(),
      action,
      subjectKind: subject.kind,
      subjectId: subject.id,
      payload,
      reason,
      amount: amount.minor,
      currency: amount.currency,
      requestedBy: actor.userId,
      requestedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: approvals.id });
  if (!made) throw new Conflict("accounts:errors.approvalWaits");
  await recordAudit(tx, { action: `${action}.requested`, subject, reason, amount, detail: { approvalId: made.id } }, context);
  await recordEvent(tx, "approval.requested", { approvalId: made.id }, context);
  return made;
}

/**
 * The second person agrees, or does not; nobody approves their own. An approved action is carried out by a job.
 * @throws NotFound, Forbidden without "finance.approve" or for the one who asked, Conflict when it was decided already
 */
export async function decideApproval(
  tx: Tx,
  { approvalId, approve, note }: { approvalId: string; approve: boolean; note: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "finance.approve");
  const [waiting] = await tx.select().from(approvals).where(eq(approvals.id, approvalId)).for("update");
  if (!waiting) throw new NotFound();
  if (approve && waiting.requestedBy === actor.userId) throw new Forbidden("accounts:errors.ownApproval");
  const state = approvalLifecycle.next(waiting.state, approve ? "approve" : "decline");
  await tx.update(approvals).set({ state, decidedBy: actor.userId, decidedAt: now, note }).where(eq(approvals.id, approvalId));
  const { action, subjectKind, subjectId, amount, currency } = waiting;
  await recordAudit(
    tx,
    {
      action: `${action}.${approve ? "approved" : "declined"}`,
      subject: { kind: subjectKind, id: subjectId },
      reason: note || waiting.reason,
      amount: money(amount, currency),
      detail: { approvalId },
    },
    context,
  );
  if (approve) await recordEvent(tx, "approval.granted", { approvalId, action }, context);
}

/** Marks an approved action as carried out, in the transaction that does it. @returns false when it was before */
export async function takeApproval(tx: Tx, approvalId: string, { now }: Context): Promise<boolean> {
  const [row] = await tx.select().from(approvals).where(eq(approvals.id, approvalId)).for("update");
  if (row?.state !== "approved" || row.doneAt) return false;
  await tx.update(approvals).set({ doneAt: now }).where(eq(approvals.id, approvalId));
  return true;
}
