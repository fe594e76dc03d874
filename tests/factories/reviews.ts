import { and, eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { closeBill } from "#app/domain/billing/close-bill.server.ts";
import { recordSegments } from "#app/domain/diary/record-segments.server.ts";
import type { SegmentInput } from "#app/domain/diary/segment.ts";
import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { releaseWeekPay } from "#app/domain/payouts/release-week-pay.server.ts";
import { freezeContractWeek } from "#app/domain/timesheets/freeze-contract-week.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { addDays, addMinutes, shiftWeek, startOfWeek, weekClocks } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { timesheets } from "#db/schema/timesheets.ts";

/** Minutes of a working day. */
const DAY = 480;

export interface Working {
  contract: { id: string; businessId: string; currency: string };
  freelancer: { agent: Actor & { kind: "agent" } };
}

/** Minutes of a week, tracked from Monday 09:00 UTC on, at most eight hours a day, sent every third day. */
export async function workWeek(db: Db, { contract, freelancer }: Working, week: string, minutes: number): Promise<void> {
  let batch: SegmentInput[] = [];
  for (let day = 0, left = minutes; left > 0; day++, left -= DAY) {
    const begin = addMinutes(addDays(startOfWeek(week), day), 9 * 60);
    const end = addMinutes(begin, Math.min(left, DAY));
    for (const piece of splitIntoSegments(begin, end))
      batch.push({ ...piece, id: newId(), kind: "tracked", memo: "Answering", activeMinutes: 0 });
    if (day % 3 < 2 && left > DAY) continue;
    const input = { contractId: contract.id, segments: batch, source: "web" as const, device: "test" };
    const { refused } = await db.transaction((tx) => recordSegments(tx, input, { actor: freelancer.agent, now: end }));
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
    batch = [];
  }
}

/** The week's close: frozen and billed. */
export async function closeWeek(db: Db, { contract: { id, businessId, currency } }: Working, week: string) {
  const context = { actor: system, now: weekClocks(week).closesAt };
  return db.transaction(async (tx) => {
    const timesheet = await freezeContractWeek(tx, { contractId: id, week }, context);
    await closeBill(tx, { businessId, week, currency }, context);
    return timesheet!;
  });
}

/** Nine days later: the business has paid, so the agent's pay is available. */
export async function releaseWeek(db: Db, { contract }: Working, week: string): Promise<void> {
  const [timesheet] = await db
    .select()
    .from(timesheets)
    .where(and(eq(timesheets.contractId, contract.id), eq(timesheets.week, week)));
  const context = { actor: system, now: weekClocks(week).availableAt };
  await db.transaction((tx) => releaseWeekPay(tx, { timesheetId: timesheet!.id }, context));
}

/** So many weeks worked, closed and paid, one after the other. */
export async function givenPaidWeeks(
  db: Db,
  working: Working,
  { from, weeks = 1, minutes = 600 }: { from: string; weeks?: number; minutes?: number },
): Promise<void> {
  for (let index = 0; index < weeks; index++) {
    const week = shiftWeek(from, index);
    await workWeek(db, working, week, minutes);
    await closeWeek(db, working, week);
    await releaseWeek(db, working, week);
  }
}
