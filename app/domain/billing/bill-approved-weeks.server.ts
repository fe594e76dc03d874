import { and, eq, lte, max } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { bills } from "#db/schema/billing.ts";
import { contracts } from "#db/schema/contracts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { arrangementOf } from "./arrangement.server.ts";
import { lockBillsOf, unbilledWeeks, writeBill } from "./close-bill.server.ts";

/**
 * A week of a contract that wants approval first was approved, by a person or by silence: it is billed and charged now, together with all the
 * others of its business that were approved and not billed (product.md, "The week"; decision 022). Weeks of other contracts were billed at
 * their close, and a week that is on a bill stays there: twice is once.
 * @returns null when there is nothing to bill; @throws Forbidden for people
 */
export async function billApprovedWeeks(tx: Tx, { timesheetId }: { timesheetId: string }, context: Context) {
  if (context.actor.kind !== "system") throw new Forbidden();
  const [approved] = await tx
    .select({ businessId: timesheets.businessId, week: timesheets.week, currency: timesheets.currency })
    .from(timesheets)
    .innerJoin(contracts, eq(contracts.id, timesheets.contractId))
    .where(and(eq(timesheets.id, timesheetId), eq(timesheets.state, "approved"), eq(contracts.approvalFirst, true)));
  if (!approved) return null;
  const { businessId, week, currency } = approved;
  await lockBillsOf(tx, businessId, currency);
  const mine = and(eq(timesheets.businessId, businessId), eq(timesheets.currency, currency), lte(timesheets.week, week));
  const waiting = await unbilledWeeks(tx, and(mine, eq(contracts.approvalFirst, true)));
  const weeks = waiting.filter((one) => !one.waitsForApproval);
  if (!weeks.some((one) => one.id === timesheetId)) return null;
  const { mode } = await arrangementOf(tx, businessId, context.now);
  const [last] = await tx
    .select({ part: max(bills.part) })
    .from(bills)
    .where(and(eq(bills.businessId, businessId), eq(bills.week, week), eq(bills.currency, currency)));
  const part = (last?.part ?? 0) + 1;
  return writeBill(tx, { businessId, week, currency, part, mode }, { weeks, given: [], decideWith: waiting }, context);
}
