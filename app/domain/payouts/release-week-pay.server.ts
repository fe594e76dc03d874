import { and, count, eq, inArray, lte } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockAgent } from "#app/domain/agents/lock-agent.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { type Money, money } from "#app/kernel/money.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutReleases } from "#db/schema/payouts.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { releasePay } from "./release-pay.server.ts";
import { moneyOfWeeks } from "./week-money.server.ts";

/**
 * A week's pay becomes available to the agent: Wednesday 12:00 UTC, nine days after the close (product.md, "The week"). Twice is once, and a later
 * call with more makes the rest available. The caller has made sure that the week is paid for or protected.
 * @param upTo minor units of the week that may be available by now, the agent's tax included; all of it when left out
 * @returns what became available now
 * @throws NotFound, Forbidden for people, Conflict before its day
 */
export async function releaseWeekPay(
  tx: Tx,
  { timesheetId, upTo, advance }: { timesheetId: string; upTo?: bigint; advance?: boolean },
  context: Context,
): Promise<Money> {
  const { actor, now } = context;
  permit(actor, "ledger.post");
  const [week] = await tx.select().from(timesheets).where(eq(timesheets.id, timesheetId)).for("share");
  if (!week) throw new NotFound();
  if (week.availableAt > now) throw new Conflict("payouts:errors.notAvailableYet");
  const { agentId, currency } = week;
  await lockAgent(tx, agentId);
  const { total, pending } = (await moneyOfWeeks(tx, [timesheetId])).get(timesheetId)!;
  const most = upTo === undefined ? pending : upTo - (total - pending);
  if (most <= 0n) return money(0n, currency);
  const [before] = await tx
    .select({ n: count() })
    .from(payoutReleases)
    .where(and(eq(payoutReleases.timesheetId, timesheetId), inArray(payoutReleases.kind, ["week", "rest"])));
  const n = before!.n;
  const key = n === 0 ? `week:${timesheetId}` : n === 1 ? `rest:${timesheetId}` : `rest:${timesheetId}:${n}`;
  return releasePay(
    tx,
    { key, kind: n === 0 ? "week" : "rest", agentId, timesheetId, week: week.week, amount: money(most, currency), advance },
    context,
  );
}

/** Those of the weeks whose day of availability has come. @param now business time (UTC instant) */
export async function timesheetsDue(db: Queryable, timesheetIds: string[], now: Date): Promise<string[]> {
  if (timesheetIds.length === 0) return [];
  const rows = await db
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(and(inArray(timesheets.id, timesheetIds), lte(timesheets.availableAt, now)))
    .orderBy(timesheets.availableAt, timesheets.id);
  return rows.map((row) => row.id);
}
