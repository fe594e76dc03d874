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
  known: { id: string; c: string; s: string; m: number; k: string }[];
  taken: { id: string; f: string; t: string }[];
  frozen: string[];
  limits: Record<string, number>;
  worked: Record<string, number>;
  head: ChainHead | null;
}

/**
 * Locks the agent's row, so that what is read here still holds when it is written, and asks for everything in one round trip (the function
 * `diary_facts` of the database). @param batch in order of start
 */
export async function diaryFacts(tx: Tx, contract: { id: string; agentId: string }, batch: SegmentInput[]): Promise<DiaryFacts> {
  const weeks = [...new Set(batch.map((one) => weekOf(one.startedAt)))];
  const around = [...new Set(weeks.flatMap((week) => [shiftWeek(week, -1), week, shiftWeek(week, 1)]))];
  const from = batch[0]!.startedAt.toISOString();
  const to = new Date(
    batch.reduce((latest, one) => Math.max(latest, addMinutes(one.startedAt, one.minutes).getTime()), 0),
  ).toISOString();
  // Ids and dates: nothing in them needs quoting.
  const list = (values: string[]) => `{${values.join(",")}}`;
  const ids = list(batch.map((one) => one.id));
  const [row] = await tx.execute<Row>(
    sql`select * from diary_facts(${contract.id}, ${contract.agentId}, ${ids}, ${list(weeks)}, ${list(around)}, ${from}, ${to})`,
  );
  const { pauses, known, taken, frozen, limits, worked, head } = row!;
  return {
    pauses: (pauses ?? []).map(({ p, r }) => ({ pausedAt: new Date(p), resumedAt: r === null ? null : new Date(r) })),
    known: new Map(
      known.map((one) => [one.id, { contractId: one.c, startedAt: Date.parse(one.s), minutes: one.m, kind: one.k }]),
    ),
    taken: taken.map(({ id, f, t }) => ({ id, from: Date.parse(f), to: Date.parse(t) })),
    frozen: new Set(frozen),
    limits: new Map(Object.entries(limits)),
    minutes: new Map(Object.entries(worked)),
    head: head ?? { seq: 0, hash: "" },
  };
}
