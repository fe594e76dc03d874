import { sql } from "drizzle-orm";
import { addMinutes, shiftWeek, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import type { ChainHead } from "./append-chain.server.ts";
import type { SegmentInput } from "./segment.ts";

/** What the diary holds that decides about a batch; instants as epoch milliseconds. */
export interface DiaryFacts {
  pauses: { pausedAt: Date; resumedAt: Date | null }[];
  /** Segments with the ids of the batch, in the weeks around it. */
  known: Map<string, { contractId: string; startedAt: number; minutes: number; kind: string }>;
  /** The agent's living time over all contracts, where the batch lies. */
  taken: { id: string; from: number; to: number }[];
  frozen: Set<string>;
  /** Minutes a week, by the terms in force in it. */
  limits: Map<string, number>;
  /** Living minutes of the contract by week, without those over the limit. */
  minutes: Map<string, number>;
  head: ChainHead;
}

interface Row extends Record<string, unknown> {
  pauses: { p: string; r: string | null }[] | null;
  known: { id: string; c: string; s: string; m: number; k: string }[] | null;
  taken: { id: string; f: string; t: string }[] | null;
  frozen: string[] | null;
  limits: { w: string; m: number }[] | null;
  worked: { w: string; m: number }[] | null;
  head: ChainHead | null;
}

/** One query, whatever the size of the batch. @param batch in order of start */
export async function diaryFacts(tx: Tx, contract: { id: string; agentId: string }, batch: SegmentInput[]): Promise<DiaryFacts> {
  const weeks = [...new Set(batch.map((one) => weekOf(one.startedAt)))];
  const around = [...new Set(weeks.flatMap((week) => [shiftWeek(week, -1), week, shiftWeek(week, 1)]))];
  const from = batch[0]!.startedAt.toISOString();
  const to = new Date(
    batch.reduce((latest, one) => Math.max(latest, addMinutes(one.startedAt, one.minutes).getTime()), 0),
  ).toISOString();
  // Ids and dates: nothing in them needs quoting.
  const list = (values: string[]) => `{${values.join(",")}}`;
  const ids = sql`${list(batch.map((one) => one.id))}::uuid[]`;
  const inWeeks = sql`${list(weeks)}::date[]`;
  const inWeeksAround = sql`${list(around)}::date[]`;
  const { id, agentId } = contract;
  const [row] = await tx.execute<Row>(sql`select
    (select json_agg(json_build_object('p', paused_at, 'r', resumed_at) order by paused_at) from contract_pauses where contract_id = ${id}) as pauses,
    (select json_agg(json_build_object('id', s.id, 'c', contract_id, 's', started_at, 'm', minutes, 'k', kind))
      from segments s where s.id = any(${ids}) and week = any(${inWeeksAround})) as known,
    (select json_agg(json_build_object('id', s.id, 'f', started_at, 't', ended_at)) from segments s
      where agent_id = ${agentId} and week = any(${inWeeks}) and deleted_at is null
        and started_at < ${to}::timestamptz and started_at > ${from}::timestamptz - interval '10 minutes' and ended_at > ${from}::timestamptz) as taken,
    (select json_agg(distinct week) from timesheets where contract_id = ${id} and week = any(${inWeeks})) as frozen,
    (select json_agg(json_build_object('w', w, 'm', (select weekly_limit_minutes from contract_terms t
      where t.contract_id = ${id} and t.from_week <= w order by t.from_week desc, t.recorded_at desc limit 1))) from unnest(${inWeeks}) as w) as limits,
    (select json_agg(json_build_object('w', week, 'm', m)) from (select week, sum(minutes) as m from segments
      where contract_id = ${id} and week = any(${inWeeks}) and deleted_at is null and not over_limit group by week) as sums) as worked,
    (select json_build_object('seq', seq, 'hash', hash) from diary_chain where contract_id = ${id} order by seq desc limit 1) as head`);
  const { pauses, known, taken, frozen, limits, worked, head } = row!;
  return {
    pauses: (pauses ?? []).map(({ p, r }) => ({ pausedAt: new Date(p), resumedAt: r === null ? null : new Date(r) })),
    known: new Map(
      (known ?? []).map((one) => [one.id, { contractId: one.c, startedAt: Date.parse(one.s), minutes: one.m, kind: one.k }]),
    ),
    taken: (taken ?? []).map(({ id: segmentId, f, t }) => ({ id: segmentId, from: Date.parse(f), to: Date.parse(t) })),
    frozen: new Set(frozen ?? []),
    limits: new Map((limits ?? []).flatMap(({ w, m }) => (m === null ? [] : [[w, m] as const]))),
    minutes: new Map((worked ?? []).map(({ w, m }) => [w, m])),
    head: head ?? { seq: 0, hash: "" },
  };
}
