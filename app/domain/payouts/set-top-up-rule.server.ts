import { eq } from "drizzle-orm";
import { needsSecondPerson } from "#app/domain/accounts/approval.ts";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { money } from "#app/kernel/money.ts";
import type { Tx } from "#db/client.server.ts";
import { topUpRules } from "#db/schema/payouts.ts";

/**
 * Finance says how much may be topped up without asking, per currency and week; zero turns it off. Raising it above what one person may decide asks
 * a second one. The same limit again changes nothing.
 * @returns "set", or "waits" for the second person
 * @throws Forbidden without "finance.act", Conflict when such a change waits already
 */
export async function setTopUpRule(
  tx: Tx,
  { currency, weeklyLimit, reason }: { currency: string; weeklyLimit: bigint; reason: string },
  context: Context,
): Promise<"set" | "waits"> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const [rule] = await tx.select().from(topUpRules).where(eq(topUpRules.currency, currency)).for("update");
  const before = rule?.weeklyLimit ?? 0n;
  if (before === weeklyLimit) return "set";
  const amount = money(weeklyLimit, currency);
  const subject = { kind: "top-up-rule", id: currency };
  if (actor.kind !== "system" && weeklyLimit > before && needsSecondPerson(amount)) {
    const payload = { currency, weeklyLimit: String(weeklyLimit), reason };
    await requestApproval(tx, { action: "float.rule", subject, payload, reason, amount }, context);
    return "waits";
  }
  const setting = { weeklyLimit, setBy: actor.userId, setAt: now };
  await tx
    .insert(topUpRules)
    .values({ currency, ...setting })
    .onConflictDoUpdate({ target: topUpRules.currency, set: setting });
  await recordAudit(tx, { action: "float.rule", subject, reason, amount, detail: { before: String(before) } }, context);
  return "set";
}
