import { eq } from "drizzle-orm";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { accounts } from "#app/domain/ledger/chart.ts";
import { postTransaction } from "#app/domain/ledger/post-transaction.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { recoveries } from "#db/schema/payouts.ts";

/**
 * The platform gives up what an agent owes still. Above the amount that one person may decide a second one is asked, and the system carries it out
 * once approved.
 * @returns "done", or "waits" for the second person
 * @throws NotFound, Forbidden without "finance.act", Conflict when nothing is owed any more, or when it waits for a second person already
 */
export async function writeOffRecovery(
  tx: Tx,
  { recoveryId, reason }: { recoveryId: string; reason: string },
  context: Context,
): Promise<"done" | "waits"> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const [found] = await tx.select().from(recoveries).where(eq(recoveries.id, recoveryId));
  if (!found) throw new NotFound();
  const { agentId, currency } = found;
  await lockAgent(tx, agentId);
  const [recovery] = await tx.select().from(recoveries).where(eq(recoveries.id, recoveryId)).for("update");
  if (recovery!.closedAt) throw new Conflict("payouts:errors.nothingOwed");
  const amount = money(recovery!.amount - recovery!.recovered, currency);
  const subject = { kind: "recovery", id: recoveryId };
  if (actor.kind !== "system" && needsSecondPerson(amount)) {
    await requestApproval(
      tx,
      { action: "recovery.write-off", subject, payload: { recoveryId, reason }, reason, amount },
      context,
    );
    return "waits";
  }
  await tx.update(recoveries).set({ closedAt: now, writtenOffAt: now }).where(eq(recoveries.id, recoveryId));
  await postTransaction(
    tx,
    {
      key: `recovery:${recoveryId}:written-off`,
      kind: "recovery.written-off",
      source: { kind: "recovery", id: recoveryId },
      detail: { reason },
      postings: [{ debit: accounts.writeOffs(currency), credit: accounts.owed(agentId, currency), amount }],
    },
    { now },
  );
  await recordAudit(tx, { action: "recovery.written-off", subject, reason, amount }, context);
  return "done";
}
