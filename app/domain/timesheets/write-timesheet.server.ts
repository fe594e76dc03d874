import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { basisPointsOf, money } from "#app/kernel/money.ts";
import { weekClocks } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import type { contracts } from "#db/schema/contracts.ts";
import { timesheetSegments, timesheets } from "#db/schema/timesheets.ts";
import { sharesOf, weekPay } from "./timesheet.ts";

const ROWS_AT_ONCE = 5000;

interface Part {
  week: string;
  part: number;
  billWeek: string;
  /** Segments that it pays, in order of start. */
  paid: { id: string; minutes: number }[];
  overLimitMinutes: number;
  /** Left out while the business reviews it; `by` null is silence. */
  approved?: { at: Date; by: string | null };
}

/**
 * Writes a frozen contract-week, or a later part of one: pay and fee at the terms of the week it was worked in, each segment's share. A step of the
 * commands that freeze, which have locked the contract and asked who may.
 */
export async function writeTimesheet(
  tx: Tx,
  contract: typeof contracts.$inferSelect,
  { week, part, billWeek, paid, overLimitMinutes, approved }: Part,
  now: Date,
): Promise<typeof timesheets.$inferSelect> {
  const { id: contractId, businessId, agentId, currency, feeBps } = contract;
  const minutes = paid.reduce((sum, one) => sum + one.minutes, 0);
  const { hourlyRate } = await termsInWeek(tx, contractId, week);
  const pay = weekPay(money(hourlyRate, currency), minutes);
  const { reviewUntil, availableAt } = weekClocks(billWeek);
  const [timesheet] = await tx
    .insert(timesheets)
    .values({
      id: newId(),
      contractId,
      businessId,
      agentId,
      week,
      part,
      billWeek,
      minutes,
      overLimitMinutes,
      hourlyRate,
      currency,
      pay: pay.minor,
      feeBps,
      fee: basisPointsOf(pay, feeBps).minor,
      frozenAt: now,
      reviewUntil,
      availableAt,
      ...(approved
        ? {
            state: "approved" as const,
            approvedAt: approved.at,
            approvedBy: approved.by,
            lapsedAt: approved.by ? null : approved.at,
          }
        : {}),
    })
    .returning();
  const shares = sharesOf(
    pay.minor,
    paid.map((one) => one.minutes),
  );
  const rows = paid.map((one, index) => ({
    segmentId: one.id,
    week,
    timesheetId: timesheet!.id,
    minutes: one.minutes,
    pay: shares[index]!,
  }));
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) await tx.insert(timesheetSegments).values(rows.slice(i, i + ROWS_AT_ONCE));
  return timesheet!;
}
