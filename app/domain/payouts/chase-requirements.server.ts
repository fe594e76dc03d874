import { and, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutAccounts } from "#db/schema/payouts.ts";
import { reminderDue } from "./chase.ts";

/** Agents of whom Stripe wants something until a date that has not passed. */
export async function agentsToChase(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db
    .select({ agentId: payoutAccounts.agentId, dueAt: payoutAccounts.requirementsDueAt, chasedAt: payoutAccounts.chasedAt })
    .from(payoutAccounts)
    .where(
      and(
        isNotNull(payoutAccounts.stripeAccountId),
        inArray(payoutAccounts.state, ["active", "onboarding", "restricted"]),
        gt(payoutAccounts.requirementsDueAt, now),
        sql`jsonb_array_length(${payoutAccounts.requirements}) > 0`,
      ),
    )
    .orderBy(payoutAccounts.agentId);
  return rows.filter((row) => reminderDue(row.dueAt!, row.chasedAt, now) !== null).map((row) => row.agentId);
}

/** Reminds an agent of what Stripe asks for, 14, 7, 3 and 1 days before it is due. Twice is once. @throws Forbidden for people */
export async function chaseRequirements(tx: Tx, { agentId }: { agentId: string }, context: Context): Promise<void> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.agentId, agentId)).for("update");
  if (!account?.requirementsDueAt || account.requirements.length === 0) return;
  const days = reminderDue(account.requirementsDueAt, account.chasedAt, now);
  if (days === null) return;
  await tx.update(payoutAccounts).set({ chasedAt: now }).where(eq(payoutAccounts.agentId, agentId));
  await recordEvent(tx, "payout-requirements.due", { agentId, days }, context);
}
