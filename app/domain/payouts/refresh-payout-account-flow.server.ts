import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { StripeEdge } from "#app/edges/stripe/stripe.server.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { payoutAccounts } from "#db/schema/payouts.ts";
import { METHOD_RESTS_DAYS } from "./payout.ts";
import { type AccountAtStripe, openAt, readRecipient } from "./read-recipient.server.ts";

/**
 * Reads an agent's account from Stripe: whether it may receive transfers, what is still asked for, and its bank account. A bank account that
 * was not there before rests for three days. Unknown accounts are left alone.
 * @throws NotFound for other agents
 */
export async function refreshPayoutAccountFlow(
  db: Db,
  stripe: StripeEdge,
  which: { agentId: string } | { stripeAccountId: string },
  context: Context,
): Promise<void> {
  const [known] = await db
    .select()
    .from(payoutAccounts)
    .where(
      "agentId" in which ? eq(payoutAccounts.agentId, which.agentId) : eq(payoutAccounts.stripeAccountId, which.stripeAccountId),
    );
  if (!known?.stripeAccountId) return;
  permit(context.actor, "payouts.manage", { agentId: known.agentId });
  const read = known.rail === "b" ? readRecipient : readConnected;
  const { able, requirements, dueAt, bank, recipient } = await read(stripe, known.stripeAccountId);
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, known.agentId)).for("update");
    const before = row!;
    const state = able && bank ? "active" : before.activeAt ? "restricted" : "onboarding";
    // Accounts of before we kept Stripe's id are told by their last digits.
    const same = before.stripeBankAccountId ? before.stripeBankAccountId === bank?.id : before.bankLast4 === bank?.last4;
    const newMethod = state === "active" && (!before.usableFrom || !same);
    const asks = JSON.stringify([before.requirements, before.requirementsDueAt]) !== JSON.stringify([requirements, dueAt]);
    if (before.state === state && !newMethod && !asks) return;
    await tx
      .update(payoutAccounts)
      .set({
        state,
        requirements,
        requirementsDueAt: dueAt,
        // Another date is chased anew.
        chasedAt: before.requirementsDueAt?.getTime() === dueAt?.getTime() ? before.chasedAt : null,
        // Another account may end in the same digits, so it is told by Stripe's id.
        stripeBankAccountId: bank?.id ?? before.stripeBankAccountId,
        bankLast4: bank?.last4 ?? null,
        // Stripe's word counts: what arrives is converted to the bank account's own currency.
        currency: bank?.currency ?? before.currency,
        ...recipient,
        activeAt: before.activeAt ?? (state === "active" ? context.now : null),
        usableFrom: newMethod ? addDays(context.now, METHOD_RESTS_DAYS) : before.usableFrom,
      })
      .where(eq(payoutAccounts.agentId, known.agentId));
    await recordEvent(tx, "payout-account.changed", { agentId: known.agentId }, context);
    if (state === "restricted" && before.state !== "restricted")
      await recordEvent(tx, "payout-account.restricted", { agentId: known.agentId }, context);
  });
}

async function readConnected(stripe: StripeEdge, id: string): Promise<AccountAtStripe> {
  const [account, banks] = await Promise.all([
    stripe.v2.core.accounts.retrieve(id, { include: ["configuration.recipient", "requirements"] }),
    stripe.accounts.listExternalAccounts(id, { object: "bank_account" }),
  ]);
  // A bank account that sent money back is "errored" until it is updated.
  const bank = banks.data.find((one) => one.object === "bank_account" && one.status !== "errored");
  return {
    able: account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status === "active",
    ...openAt(account),
    bank: bank ? { id: bank.id, last4: bank.last4!, currency: bank.currency?.toUpperCase() ?? null } : null,
  };
}
