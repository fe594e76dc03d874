import { and, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { pausesOf } from "#app/domain/contracts/pause-contracts.server.ts";
import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addMinutes, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { segments, trackerSessions } from "#db/schema/diary.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { refusalOf, type SegmentInput } from "./segment.ts";

export interface Refused {
  id: string;
  key: string;
  params: Record<string, string | number>;
}
export interface Recorded {
  stored: number;
  already: number;
  refused: Refused[];
}

/**
 * Records a batch of an agent's segments; sent again it changes nothing, and one that is refused does not stop the others. What goes over
 * the weekly limit is kept and marked as over it. At most 500 a batch; ten queries whatever the size.
 * @throws NotFound for strangers, Forbidden for anybody but the contract's agent
 */
export async function recordSegments(
  tx: Tx,
  input: { contractId: string; segments: SegmentInput[]; source: "web" | "manual" | "api"; device: string },
  { actor, now }: Context,
): Promise<Recorded> {
  const contract = await lockContract(tx, input.contractId);
  permit(actor, "diary.record", contract);
  // One batch of an agent at a time, over all contracts: then what is read here still holds when it is written.
  await tx.select({ id: agents.id }).from(agents).where(eq(agents.id, contract.agentId)).for("update");

  const pauses = await pausesOf(tx, contract.id);
  const refused: Refused[] = [];
  const refuse = (segment: SegmentInput, key: string, params = {}) => refused.push({ id: segment.id, key, params });
  const batch = [...new Map(input.segments.map((one) => [one.id, one])).values()].sort(
    (a, b) => a.startedAt.getTime() - b.startedAt.getTime(),
  );
  const known = new Map(
    (
      await tx
        .select()
        .from(segments)
        .where(
          inArray(
            segments.id,
            batch.map((one) => one.id),
          ),
        )
    ).map((row) => [row.id, row]),
  );
  let already = input.segments.length - batch.length;
  const fresh: SegmentInput[] = [];
  for (const segment of batch) {
    const same = known.get(segment.id);
    if (same) {
      const equal =
        same.contractId === contract.id &&
        same.startedAt.getTime() === segment.startedAt.getTime() &&
        same.minutes === segment.minutes &&
        same.kind === segment.kind;
      if (equal) already++;
      else refuse(segment, "diary:refused.idTaken");
      continue;
    }
    const reason = refusalOf(segment, { ...contract, pauses }, now);
    if (reason) refuse(segment, reason);
    else fresh.push(segment);
  }
  const free = await withoutOverlaps(tx, contract.agentId, await withoutFrozenWeeks(tx, contract.id, fresh, refuse), refuse);
  if (free.length === 0) return { stored: 0, already, refused };

  const rows = await limited(tx, contract.id, free);
  await tx.insert(segments).values(
    rows.map(({ segment, overLimit }) => ({
      ...segment,
      contractId: contract.id,
      agentId: contract.agentId,
      week: weekOf(segment.startedAt),
      endedAt: addMinutes(segment.startedAt, segment.minutes),
      overLimit,
      source: input.source,
      device: input.device,
      receivedAt: now,
    })),
  );
  const last = addMinutes(free.at(-1)!.startedAt, free.at(-1)!.minutes);
  await tx
    .update(trackerSessions)
    .set({ recordedUntil: sql`greatest(${trackerSessions.recordedUntil}, ${last.toISOString()}::timestamptz)`, lastSeenAt: now })
    .where(and(eq(trackerSessions.agentId, contract.agentId), eq(trackerSessions.contractId, contract.id)));
  for (const week of new Set(free.map((one) => weekOf(one.startedAt)))) {
    await recordEvent(
      tx,
      "segments.recorded",
      { contractId: contract.id, week, count: free.filter((one) => weekOf(one.startedAt) === week).length },
      { actor, now },
    );
  }
  await notifyLive(tx, "diary", contract.id);
  return { stored: free.length, already, refused };
}

type Refuse = (segment: SegmentInput, key: string, params?: Record<string, string | number>) => unknown;

/** A week may be frozen a moment early for us: the row decides, not the clock. */
async function withoutFrozenWeeks(tx: Tx, contractId: string, fresh: SegmentInput[], refuse: Refuse): Promise<SegmentInput[]> {
  const weeks = [...new Set(fresh.map((one) => weekOf(one.startedAt)))];
  if (weeks.length === 0) return [];
  const frozen = new Set(
    (
      await tx
        .select({ week: timesheets.week })
        .from(timesheets)
        .where(and(eq(timesheets.contractId, contractId), inArray(timesheets.week, weeks)))
    ).map((row) => row.week),
  );
  return fresh.filter((segment) => {
    if (!frozen.has(weekOf(segment.startedAt))) return true;
    refuse(segment, "diary:refused.closed");
    return false;
  });
}

/** Nobody works twice at once: against the agent's living segments over all contracts, and inside the batch. */
async function withoutOverlaps(tx: Tx, agentId: string, fresh: SegmentInput[], refuse: Refuse): Promise<SegmentInput[]> {
  if (fresh.length === 0) return [];
  const from = fresh[0]!.startedAt;
  const to = fresh.reduce((latest, one) => Math.max(latest, addMinutes(one.startedAt, one.minutes).getTime()), 0);
  const taken = (
    await tx
      .select({ from: segments.startedAt, to: segments.endedAt })
      .from(segments)
      .where(
        and(
          eq(segments.agentId, agentId),
          isNull(segments.deletedAt),
          lt(segments.startedAt, new Date(to)),
          gt(segments.endedAt, from),
        ),
      )
  ).map((row) => ({ from: row.from.getTime(), to: row.to.getTime() }));
  return fresh.filter((segment) => {
    const begin = segment.startedAt.getTime();
    const end = addMinutes(segment.startedAt, segment.minutes).getTime();
    const clash = taken.find((one) => one.from < end && one.to > begin);
    if (clash) {
      refuse(segment, "diary:refused.overlap", {
        from: new Date(clash.from).toISOString(),
        to: new Date(clash.to).toISOString(),
      });
      return false;
    }
    taken.push({ from: begin, to: end });
    return true;
  });
}

/** Marks what goes over the weekly limit of the terms in force, in order of time. */
async function limited(tx: Tx, contractId: string, free: SegmentInput[]) {
  const rows: { segment: SegmentInput; overLimit: boolean }[] = [];
  for (const week of new Set(free.map((one) => weekOf(one.startedAt)))) {
    const { weeklyLimitMinutes } = await termsInWeek(tx, contractId, week);
    const [sum] = await tx
      .select({ minutes: sql<string>`coalesce(sum(${segments.minutes}), 0)` })
      .from(segments)
      .where(
        and(
          eq(segments.contractId, contractId),
          eq(segments.week, week),
          isNull(segments.deletedAt),
          eq(segments.overLimit, false),
        ),
      );
    let minutes = Number(sum!.minutes);
    for (const segment of free) {
      if (weekOf(segment.startedAt) !== week) continue;
      const overLimit = minutes + segment.minutes > weeklyLimitMinutes;
      if (!overLimit) minutes += segment.minutes;
      rows.push({ segment, overLimit });
    }
  }
  return rows;
}
