import { z } from "zod";
import { advancePay } from "#app/domain/billing/advance-pay.server.ts";
import { paidBonuses } from "#app/domain/billing/give-bonus.server.ts";
import { payableWeeks } from "#app/domain/billing/payable-weeks.server.ts";
import { lockBill } from "#app/domain/billing/reserve-charge.server.ts";
import { releasedKeys, releasePay } from "#app/domain/payouts/release-pay.server.ts";
import { releaseWeekPay as release } from "#app/domain/payouts/release-week-pay.server.ts";
import { pendingWeeks } from "#app/domain/payouts/week-money.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekClocks } from "#app/kernel/time.ts";
import { defineJob } from "#workers/define-job.ts";
import type { JobDeps } from "#workers/deps.ts";

/**
 * Makes pay available whose day has come: every Wednesday, and when a late bill is paid. All of it when the bill is paid with settled funds; the
 * protected part in any case, ahead of the business where it has not paid; the rest when it has. Bonuses only once they are paid for.
 */
export const releaseWeekPay = defineJob({
  name: "release-week-pay",
  payload: z.object({}),
  run: async (_payload, deps) => {
    const { db, now, context } = deps;
    const due = await pendingWeeks(db, now());
    const payable = await payableWeeks(
      db,
      due.map((week) => week.timesheetId),
      now(),
    );
    for (const { timesheetId, agentId } of due) {
      const week = payable.get(timesheetId);
      if (week && (week.funded > 0n || week.protectedPay > 0n))
        await releaseWeek(deps, { timesheetId, agentId, billId: week.billId });
    }
    const bonuses = (await paidBonuses(db, now())).filter((one) => weekClocks(one.week).availableAt <= now());
    const done = await releasedKeys(
      db,
      bonuses.map((one) => `bonus:${one.id}`),
    );
    for (const { id, agentId, week, amount, currency } of bonuses) {
      const key = `bonus:${id}`;
      const released = { key, kind: "bonus" as const, agentId, timesheetId: null, week, amount: money(amount, currency) };
      if (!done.has(key)) await db.transaction((tx) => releasePay(tx, released, context()));
    }
  },
});

/** The bill is locked first: it may be paid this moment, and what is paid is not advanced. */
function releaseWeek(
  { db, now, context }: JobDeps,
  { timesheetId, agentId, billId }: { timesheetId: string; agentId: string; billId: string },
): Promise<void> {
  return db.transaction(async (tx) => {
    await lockBill(tx, billId);
    const week = (await payableWeeks(tx, [timesheetId], now())).get(timesheetId)!;
    const { businessId, currency, billPaid } = week;
    const upTo = week.funded > 0n ? week.funded : week.protectedPay;
    const released = await release(tx, { timesheetId, upTo, advance: !billPaid }, context());
    if (!billPaid && released.minor > 0n)
      await advancePay(tx, { timesheetId, billId, businessId, agentId, amount: released.minor, currency }, context());
  });
}
