import { sql } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import type { OutboxEntry } from "#app/domain/diary/outbox.ts";
import { verifyChain } from "#app/domain/diary/verify-chain.server.ts";
import type { Db } from "#db/client.server.ts";

const MINUTE_MS = 60_000;

/** A memo that says when its work truly began: no segment of it may stand earlier. */
export const begunAt = (words: string, now: number) => `${words} (from minute ${Math.floor(now / MINUTE_MS)})`;
const beginOf = (memo: string) => Number(/from minute (\d+)/.exec(memo)?.[1] ?? 0) * MINUTE_MS;
/** Whole minutes of the cut, a clock's rounding, and the one that began. */
const GIVE_MS = 3 * MINUTE_MS;

interface Acknowledged {
  id: string;
  agentId: string;
  startedAt: number;
  minutes: number;
}

/** Keeps its own account of what devices have cut and what the server has said, and holds both to the database at the end. */
export class Judge {
  private readonly acknowledged = new Map<string, Acknowledged>();
  /** Recorded before its work began. */
  private readonly early = new Map<string, string>();
  /** Cut by a clock that was sure, so it never moves; by id. */
  private readonly cut = new Map<string, { agentId: string; from: number; minutes: number }>();

  /** The server's answer to a batch, whether or not it reached the device. */
  answered(agentId: string, body: string, text: string): void {
    const sent = JSON.parse(body) as { segments: { id: string; startedAt: string; minutes: number; memo: string }[] };
    const { verdicts } = JSON.parse(text) as { verdicts: { id: string; verdict: string }[] };
    verdicts.forEach(({ id, verdict }, place) => {
      const one = sent.segments[place]!;
      if (verdict !== "refused" && Date.parse(one.startedAt) < beginOf(one.memo) - GIVE_MS)
        this.early.set(
          id,
          `recorded before it began: ${id} ${one.startedAt} ${one.memo} ${new Date(beginOf(one.memo)).toISOString()}`,
        );
      if (verdict !== "refused" && one.id === id)
        this.acknowledged.set(id, { id, agentId, startedAt: Date.parse(one.startedAt), minutes: one.minutes });
    });
  }

  saw(agentId: string, entries: OutboxEntry[]): void {
    for (const one of entries)
      if (one.unsure) this.cut.delete(one.id);
      else if (!this.cut.has(one.id)) this.cut.set(one.id, { agentId, from: one.startedAt, minutes: one.minutes });
  }

  /**
   * @returns lost: acknowledged and not there as it was, or cut on a device and not recorded by anybody; doubled: minutes of an agent that are
   * there more than once; misplaced: recorded before their work began; overlapping: pairs of living segments; chains: contracts whose chain does not verify
   */
  async judge(db: Db, contractIds: string[]) {
    const rows = await db.execute<{ id: string; agent: string; s: number; m: number }>(
      sql`select id, agent_id as agent, (extract(epoch from started_at) * 1000)::float8 as s, minutes::int as m from segments where deleted_at is null`,
    );
    const stored = new Map<string, { agent: string; s: number; m: number; times: number }>();
    const recorded = new Map<string, Map<number, number>>();
    for (const { id, agent, s, m } of rows) {
      stored.set(id, { agent, s, m, times: (stored.get(id)?.times ?? 0) + 1 });
      const minutes = recorded.get(agent) ?? new Map<number, number>();
      recorded.set(agent, minutes);
      for (let i = 0; i < m; i++) minutes.set(s / MINUTE_MS + i, (minutes.get(s / MINUTE_MS + i) ?? 0) + 1);
    }
    const found: string[] = [...this.early.values()];
    let lost = 0;
    for (const one of this.acknowledged.values()) {
      const row = stored.get(one.id);
      if (row?.times === 1 && row.agent === one.agentId && row.s === one.startedAt && row.m === one.minutes) continue;
      lost += 1;
      found.push(`acknowledged and not there: ${one.id} ${new Date(one.startedAt).toISOString()} +${one.minutes}`);
    }
    for (const [id, { agentId, from, minutes }] of this.cut) {
      const mine = recorded.get(agentId);
      const missing = Array.from({ length: minutes }, (_, i) => from / MINUTE_MS + i).filter((minute) => !mine?.has(minute));
      if (missing.length === 0) continue;
      lost += 1;
      found.push(`cut on a device and recorded by nobody: ${id} ${new Date(from).toISOString()} +${minutes}`);
    }
    let doubled = [...stored.values()].filter((one) => one.times > 1).length;
    for (const minutes of recorded.values()) doubled += [...minutes.values()].filter((times) => times > 1).length;
    const [pairs] = await db.execute<{ n: number }>(sql`select count(*)::int as n from segments a join segments b
      on a.agent_id = b.agent_id and a.id < b.id and a.week = b.week and a.deleted_at is null and b.deleted_at is null
      and a.started_at < b.ended_at and b.started_at < a.ended_at`);
    let chains = 0;
    for (const contractId of contractIds) {
      const { broken, outside } = await verifyChain(db, contractId, system);
      if (broken || outside > 0) chains += 1;
    }
    return {
      segments: rows.length,
      acknowledged: this.acknowledged.size,
      lost,
      doubled,
      overlapping: pairs!.n,
      misplaced: this.early.size,
      chains,
      found,
    };
  }
}
