import { advancePay } from "#app/domain/billing/advance-pay.server.ts";
import { paidBonuses } from "#app/domain/billing/give-bonus.server.ts";
import { payableWeeks } from "#app/domain/billing/payable-weeks.server.ts";
import { lockBill } from "#app/domain/billing/reserve-charge.server.ts";
import { releasedKeys, releasePay } from "#app/domain/payouts/release-pay.server.ts";
import { releaseWeekPay } from "#app/domain/payouts/release-week-pay.server.ts";
import { money } from "#app/kernel/money.ts";
import { weekClocks } from "#app/kernel/time.ts";
import type { JobDeps } from "./deps.ts";

/**
 * Makes available what may be of a week whose day has come: all of it when its bill is paid with settled funds; the protected part in any case, ahead of
 * the business where it has not paid, also what a dispute had held until now; the rest when it has (product.md, "Protection"). The bill is locked first: it may be paid this moment, and what is
 * paid is not advanced. Safe to run twice.
 */
export async function releaseWeek({ db, now, context }: JobDeps, timesheetId: string): Promise<void> {
  const before = (await payableWeeks(db, [timesheetId], now())).get(timesheetId);
  if (!before || (before.funded === 0n && before.protectedPay === 0n)) return;
  await db.transaction(async (tx) => {
    await lockBill(tx, before.billId);
    const week = (await payableWeeks(tx, [timesheetId], now())).get(timesheetId)!;
    const { billId, businessId, agentId, currency, billPaid } = week;
    const upTo = week.funded > 0n ? week.funded : week.protectedPay;
    const released = await releaseWeekPay(tx, { timesheetId, upTo, advance: !billPaid }, context());
    if (!billPaid && released.minor > 0n)
      await advancePay(tx, { timesheetId, billId, businessId, agentId, amount: released.minor, currency }, context());
  });
}

/** Bonuses whose bill is paid and whose day has come, by id, of one bill or of all; only the paid ones, nobody advances a bonus. */
export async function releaseBonuses({ db, now, context }: JobDeps, billId?: string): Promise<void> {
  const due = (await paidBonuses(db, now(), billId)).filter((one) => weekClocks(one.week).availableAt <= now());
  const keyOf = (id: string) => `bonus:${id}`;
  const done = await releasedKeys(
    db,
    due.map((one) => keyOf(one.id)),
  );
  for (const { id, agentId, week, amount, currency } of due.filter((one) => !done.has(keyOf(one.id)))) {
    const release = { key: keyOf(id), kind: "bonus" as const, agentId, timesheetId: null, week, amount: money(amount, currency) };
    await db.transaction((tx) => releasePay(tx, release, context()));
  }
}
