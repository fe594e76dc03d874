import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type DiarySide, diaryContracts } from "#app/domain/diary/diary-contracts.server.ts";
import { segmentEvidence } from "#app/domain/diary/evidence.server.ts";
import { matches, type SegmentFilter } from "#app/domain/diary/segment-filter.ts";
import { segmentsOfWeek } from "#app/domain/diary/segments-of-week.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { verdictOf } from "./protection.ts";
import { protectionOfWeeks } from "./protection-of-segments.server.ts";

/**
 * The segments of some weeks that a filter lets through, with what protects them and what the helpdesks told, oldest first. Read week by week,
 * so that each query reads one partition and no more than a week is held at a time.
 * @param weeks Mondays in order; @throws NotFound, Forbidden before the first line
 */
export async function diaryFile(
  db: Queryable,
  { side, weeks, filter, now }: { side: DiarySide; weeks: string[]; filter: SegmentFilter; now: Date },
  actor: Actor,
) {
  const all = await diaryContracts(db, side, actor);
  const contracts = all.filter((one) => !filter.contract || one.id === filter.contract);
  return linesOf(db, { contracts, weeks, filter, now });
}

type Contract = Awaited<ReturnType<typeof diaryContracts>>[number];

async function* linesOf(
  db: Queryable,
  { contracts, weeks, filter, now }: { contracts: Contract[]; weeks: string[]; filter: SegmentFilter; now: Date },
) {
  const known = new Map(contracts.map((one) => [one.id, one]));
  for (const week of weeks) {
    const segments = await segmentsOfWeek(db, [...known.keys()], week);
    if (segments.length === 0) continue;
    const [reasons, evidence] = [await protectionOfWeeks(db, contracts, [week], now), await segmentEvidence(db, segments)];
    for (const segment of segments) {
      const verdict = verdictOf(segment, reasons);
      const told = evidence.get(segment.id) ?? null;
      const filterable = { ...segment, isProtected: verdict === "protected", tickets: told?.tickets ?? 0 };
      if (matches(filterable, filter)) yield { segment, contract: known.get(segment.contractId)!, verdict, told };
    }
  }
}
