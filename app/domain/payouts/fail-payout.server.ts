import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { reverseTransaction } from "#app/domain/ledger/reverse-transaction.server.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { payoutReleases, payouts } from "#db/schema/payouts.ts";
import { lockPayout } from "./lock-payout.server.ts";
import { payoutLifecycle } from "./payout.ts";

interface Failure {
  payoutId: string;
  code: string;
  message: string;
  /** Stripe's reversal of the transfer (trr_), null when nothing had been transferred. */
  reversalId: string | null;
}

/** Takes back every posting of a payout, newest first; its weeks are available again for the next one. Twice is once. @throws NotFound */
export async function failPayout(tx: Tx, { payoutId, code, message, reversalId }: Failure, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const payout = await lockPayout(tx, payoutId);
  if (payout.state === "failed") return;
  const state = payoutLifecycle.next(payout.state, "fail");
  const key = `payout:${payoutId}`;
  if (payout.state === "paid") await reverseTransaction(tx, { key: `${key}:paid`, as: `${key}:paid:reversed` }, context);
  if (reversalId)
    await reverseTransaction(tx, { key: `${key}:transfer`, as: `${key}:transfer:reversed`, stripeId: reversalId }, context);
  await reverseTransaction(tx, { key: `${key}:reserve`, as: `${key}:reserve:reversed` }, context);
  await tx
    .update(payouts)
    .set({ state, failureCode: code, failureMessage: message, failedAt: now })
    .where(eq(payouts.id, payoutId));
  await tx.update(payoutReleases).set({ payoutId: null }).where(eq(payoutReleases.payoutId, payoutId));
  await recordEvent(tx, "payout.failed", { payoutId }, context);
}
