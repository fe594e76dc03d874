import { system } from "#app/domain/accounts/permissions.ts";
import { type Recorded, recordSegments } from "#app/domain/diary/record-segments.server.ts";
import type { SegmentInput } from "#app/domain/diary/segment.ts";
import { splitIntoSegments } from "#app/domain/diary/slots.ts";
import { freezeContractWeek } from "#app/domain/timesheets/freeze-contract-week.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { addMinutes, weekClocks } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import type { GivenAgent } from "#tests/factories/agents.ts";

interface Working {
  contract: { id: string };
  freelancer: GivenAgent;
}

/** A stretch of work as a tracker cuts it: segments that stay inside ten-minute UTC slots. */
export function segmentsOf(from: Date, minutes: number, more: Partial<SegmentInput> = {}): SegmentInput[] {
  return splitIntoSegments(from, addMinutes(from, minutes)).map((piece) => ({
    ...piece,
    id: newId(),
    kind: "tracked",
    memo: "Chat queue",
    activeMinutes: piece.minutes,
    ...more,
  }));
}

/** The agent sends a batch. @param now when it arrives: right after its last segment unless told otherwise */
export function record(db: Db, { contract, freelancer }: Working, segments: SegmentInput[], now?: Date): Promise<Recorded> {
  const last = segments.at(-1)!;
  return db.transaction((tx) =>
    recordSegments(
      tx,
      { contractId: contract.id, segments, source: "api", device: "test" },
      { actor: freelancer.agent, now: now ?? addMinutes(last.startedAt, last.minutes) },
    ),
  );
}

/** The agent works, without a break, and the tracker records it. */
export function givenWork(
  db: Db,
  given: Working,
  { from, minutes, ...more }: Partial<SegmentInput> & { from: Date; minutes: number },
): Promise<Recorded> {
  return record(db, given, segmentsOf(from, minutes, more));
}

/** A week is closed on its Monday, 12:00 UTC. */
export async function givenFrozenWeek(db: Db, { contract }: Pick<Working, "contract">, week: string) {
  const context = { actor: system, now: weekClocks(week).closesAt };
  const timesheet = await db.transaction((tx) => freezeContractWeek(tx, { contractId: contract.id, week }, context));
  if (!timesheet) throw new Error(`nothing was worked in the week of ${week}`);
  return timesheet;
}
