import { eq, like, sql } from "drizzle-orm";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { type Money, money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { ledgerTransactions } from "#db/schema/ledger.ts";
import { reconciliationCases } from "#db/schema/reconciliation.ts";
import { caseLifecycle, correctionAccounts, heldCorrection } from "./case.ts";
import { lockCase } from "./lock-case.server.ts";

export interface Correction {
  caseId: string;
  /** Ids of accounts a correction may post on. */
  debit: string;
  credit: string;
  amount: Money;
  reason: string;
}

/**
 * Posts what was missing or wrong and resolves the case by it, or asks for a second person above the limit (`needsSecondPerson`). A case that still
 * shows in the next run opens again.
 * @returns whether a second person is asked; @throws NotFound, Forbidden without "cases.manage", Conflict when it is closed or one waits already
 */
export async function correctCase(tx: Tx, correction: Correction, context: Context): Promise<{ waits: boolean }> {
  const { actor } = context;
  permit(actor, "cases.manage");
  const found = await lockCase(tx, correction.caseId);
  caseLifecycle.next(found.state, "resolve");
  if (!needsSecondPerson(correction.amount)) {
    await post(tx, found, { ...correction, by: actor.userId }, context);
    return { waits: false };
  }
  const { caseId, amount, reason } = correction;
  const payload = { ...correction, amount: String(amount.minor), currency: amount.currency, requestedBy: actor.userId };
  await requestApproval(
    tx,
    { action: "correction.post", subject: { kind: "case", id: caseId }, payload, reason, amount },
    context,
  );
  return { waits: true };
}

/** What a second person agreed to; a case that was closed meanwhile stays as it is. For jobs. @throws Forbidden for people */
export async function postApprovedCorrection(tx: Tx, payload: unknown, context: Context): Promise<void> {
  permit(context.actor, "ledger.post");
  const { amount, currency, requestedBy, ...held } = heldCorrection.parse(payload);
  const found = await lockCase(tx, held.caseId);
  if (!caseLifecycle.can(found.state, "resolve")) return;
  await post(tx, found, { ...held, amount: money(BigInt(amount), currency), by: requestedBy }, context);
}

async function post(
  tx: Tx,
  found: typeof reconciliationCases.$inferSelect,
  { caseId, debit, credit, amount, reason, by }: Correction & { by: string | null },
  context: Context,
): Promise<void> {
  const account = (id: string, field: string) => {
    const known = correctionAccounts(found.currency).find((one) => one.id === id);
    if (!known) throw new Invalid(field, "reconciliation:errors.accountUnknown");
    return known;
  };
  const key = `correction:${caseId}`;
  const [before] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(ledgerTransactions)
    .where(like(ledgerTransactions.key, `${key}:%`));
  const { id } = await postTransaction(
    tx,
    {
      key: `${key}:${before!.n + 1}`,
      kind: "correction",
      source: { kind: "case", id: caseId },
      // The next comparison finds it beside the movement it corrects; what names none of Stripe's is found by its own key.
      stripeId: found.sourceId,
      detail: { reason },
      postings: [{ debit: account(debit, "debit"), credit: account(credit, "credit"), amount }],
    },
    context,
  );
  await tx
    .update(reconciliationCases)
    .set({ state: caseLifecycle.next(found.state, "resolve"), transactionId: id, closedBy: by, closedAt: context.now })
    .where(eq(reconciliationCases.id, caseId));
  await recordAudit(tx, { action: "case.corrected", subject: { kind: "case", id: caseId }, reason, amount }, context);
}
