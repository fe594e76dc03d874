import type { Actor } from "#app/domain/accounts/permissions.ts";
import { daySums } from "#app/domain/diary/day-sums.server.ts";
import { type DiarySide, diaryContracts } from "#app/domain/diary/diary-contracts.server.ts";
import { daysOfMonth, weeksTouched } from "#app/domain/diary/month.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { protectionOfWeeks } from "./protection-of-segments.server.ts";

/**
 * A month of a diary, day by day on a clock, with what is protected: two queries and those of the protection. At most the partitions of the
 * month and of the one before are read; a zone behind UTC reads the next one too where its month ends on a Sunday.
 * @param month "2026-11"; @throws NotFound, also for a contract of somebody else
 */
export async function diaryMonth(
  db: Queryable,
  side: DiarySide,
  { month, zone, now }: { month: string; zone: string; now: Date },
  actor: Actor,
) {
  const contracts = await diaryContracts(db, side, actor);
  if (side.contractId && contracts.length === 0) throw new NotFound();
  const days = daysOfMonth(month, zone);
  const weeks = weeksTouched({ from: days[0]!.start, to: days.at(-1)!.end });
  const reasons = await protectionOfWeeks(db, contracts, weeks, now);
  const contractIds = contracts.map((one) => one.id);
  const sums = await daySums(db, { contractIds, days, zone, unprotected: [...reasons.keys()] }, now);
  return { month, contracts, days: sums.get("") ?? new Map() };
}
