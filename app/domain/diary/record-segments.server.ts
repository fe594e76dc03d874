import { sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addMinutes, weekClocks, weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { nextEntry } from "./append-chain.server.ts";
import { type DiaryFacts, diaryFacts } from "./diary-facts.server.ts";
import { refusalOf, type SegmentInput } from "./segment.ts";

export interface Refused {
  id: string;
  key: string;
  params: Record<string, string | number>;
}
/** What became of one segment; over limit and late ones are kept. */
export type Verdict =
  | { id: string; verdict: "accepted" | "duplicate" | "overLimit" | "needsApproval" }
  | ({ verdict: "refused" } & Refused);
export interface Recorded {
  stored: number;
  already: number;
  refused: Refused[];
  /** One for each segment of the batch, in its order. */
  verdicts: Verdict[];
}

type Kept = SegmentInput & { week: string; overLimit: boolean; late: boolean };

/**
 * Records a batch of an agent's segments; sent again it changes nothing, and one that is refused does not stop the others. What goes over
 * the weekly limit is kept and marked as over it; what comes after the close of its week is kept and waits for approval. The batch becomes an entry
 * of the contract's hash chain. At most 500 a batch; five queries whatever the size.
 * @throws NotFound for strangers, Forbidden for anybody but the contract's agent
 */
export async function recordSegments(
  tx: Tx,
  input: { contractId: string; segments: SegmentInput[]; source: "web" | "manual" | "api"; device: string },
  { actor, now }: Context,
): Promise<Recorded> {
  const contract = await lockContract(tx, input.contractId);
  permit(actor, "diary.record", contract);
  const batch = [...new Map(input.segments.map((one) => [one.id, one])).values()].sort(
    (a, b) => a.startedAt.getTime() - b.startedAt.getTime(),
  );
  const facts = await diaryFacts(tx, contract, batch);
  const judged = new Map<string, Verdict>();
  const kept = judge(batch, { ...contract, pauses: facts.pauses }, facts, now, judged);
  if (kept.length > 0) {
    // Sent one after the other without waiting for answers; the first that fails fails the transaction.
    await Promise.all([
      storeSegments(tx, { ...input, agentId: contract.agentId }, kept, facts, now),
      ...tell(tx, contract.id, kept, { actor, now }),
    ]);
  }

  // A segment that stands twice in a batch has been judged once.
  const answered = new Set<string>();
  const verdicts = input.segments.map((one) => {
    const verdict = judged.get(one.id)!;
    const again = answered.has(one.id);
    answered.add(one.id);
    return again && verdict.verdict !== "refused" ? { id: one.id, verdict: "duplicate" as const } : verdict;
  });
  return {
    stored: kept.length,
    already: verdicts.filter((one) => one.verdict === "duplicate").length,
    refused: [...judged.values()].flatMap((one) =>
      one.verdict === "refused" ? [{ id: one.id, key: one.key, params: one.params }] : [],
    ),
    verdicts,
  };
}

/** What other modules and open pages learn of what was kept. */
function tell(tx: Tx, contractId: string, kept: Kept[], context: Context): Promise<void>[] {
  const counts = new Map<string, { week: string; late: boolean; count: number }>();
  for (const { week, late } of kept) {
    const known = counts.get(`${week} ${late}`);
    if (known) known.count += 1;
    else counts.set(`${week} ${late}`, { week, late, count: 1 });
  }
  const events = [...counts.values()].map(({ week, late, count }) =>
    recordEvent(tx, late ? "segments.late" : "segments.recorded", { contractId, week, count }, context),
  );
  return [...events, notifyLive(tx, "diary", contractId)];
}

/** @param batch in order of start; @param judged is filled with a verdict for each; @returns what is to be stored */
function judge(
  batch: SegmentInput[],
  contract: Parameters<typeof refusalOf>[1] & { id: string },
  { known, taken, frozen, limits, minutes }: DiaryFacts,
  now: Date,
  judged: Map<string, Verdict>,
): Kept[] {
  const kept: Kept[] = [];
  // In order of start, as the batch is: what is behind a segment's start is behind for all that follow, and of what was kept only the last can reach it.
  const busy = [...taken].sort((a, b) => a.from - b.from);
  let passed = 0;
  let last: DiaryFacts["taken"][number] | undefined;
  const worked = new Map(minutes);
  const closes = new Map<string, number>();
  const closeOf = (week: string) => {
    const known = closes.get(week) ?? weekClocks(week).closesAt.getTime();
    closes.set(week, known);
    return known;
  };
  for (const segment of batch) {
    const { id, startedAt } = segment;
    const refuse = (key: string, params = {}) => judged.set(id, { id, verdict: "refused", key, params });
    const same = known.get(id);
    if (same) {
      const equal =
        same.contractId === contract.id &&
        same.startedAt === startedAt.getTime() &&
        same.minutes === segment.minutes &&
        same.kind === segment.kind;
      if (equal) judged.set(id, { id, verdict: "duplicate" });
      else refuse("diary:refused.idTaken");
      continue;
    }
    const reason = refusalOf(segment, contract, now);
    if (reason) {
      refuse(reason);
      continue;
    }
    const week = weekOf(startedAt);
    const late = now.getTime() >= closeOf(week);
    // A week may be frozen a moment early for us: the row decides, not the clock.
    if (frozen.has(week) && !late) {
      refuse("diary:refused.closed");
      continue;
    }
    const [from, to] = [startedAt.getTime(), addMinutes(startedAt, segment.minutes).getTime()];
    while (passed < busy.length && busy[passed]!.to <= from) passed++;
    const clash = [last, busy[passed]].find((one) => one && one.from < to && one.to > from);
    if (clash) {
      refuse("diary:refused.overlap", {
        from: new Date(clash.from).toISOString(),
        to: new Date(clash.to).toISOString(),
        with: clash.id,
      });
      continue;
    }
    last = { id, from, to };
    const limit = limits.get(week);
    if (limit === undefined) throw new NotFound();
    const before = worked.get(week) ?? 0;
    const overLimit = before + segment.minutes > limit;
    if (!overLimit) worked.set(week, before + segment.minutes);
    kept.push({ ...segment, week, overLimit, late });
    judged.set(id, { id, verdict: overLimit ? "overLimit" : late ? "needsApproval" : "accepted" });
  }
  return kept;
}

/** Segments, their entry of the chain and how far the tracker's session is recorded; one query for each kind of entry. */
export async function storeSegments(
  tx: Tx,
  { contractId, agentId, source, device }: { contractId: string; agentId: string; source: string; device: string },
  kept: Kept[],
  facts: DiaryFacts,
  now: Date,
): Promise<void> {
  let { head } = facts;
  for (const kind of ["segments", "late"] as const) {
    const rows = kept.filter((one) => one.late === (kind === "late"));
    if (rows.length === 0) continue;
    const leaves = rows.map((one) => ({ ...one, agentId, source, device }));
    const entry = nextEntry(head, { contractId, kind, content: "", receivedAt: now }, leaves);
    head = entry;
    const last = addMinutes(rows.at(-1)!.startedAt, rows.at(-1)!.minutes).toISOString();
    const received = now.toISOString();
    const json = JSON.stringify(
      rows.map(({ id, week, startedAt, minutes, kind: how, memo, activeMinutes, overLimit }) => ({
        id,
        week,
        s: startedAt.toISOString(),
        m: minutes,
        k: how,
        memo,
        a: activeMinutes,
        o: overLimit,
      })),
    );
    await tx.execute(sql`
      with entry as (
        insert into diary_chain (contract_id, seq, kind, hash, received_at)
        values (${contractId}, ${entry.seq}, ${kind}, ${entry.hash}, ${received}::timestamptz)),
      session as (
        update tracker_sessions set recorded_until = greatest(recorded_until, ${last}::timestamptz), last_seen_at = ${received}::timestamptz
        where agent_id = ${agentId} and contract_id = ${contractId})
      insert into segments (id, contract_id, agent_id, week, started_at, minutes, ended_at, kind, memo, active_minutes, over_limit, source, device,
        received_at, late, chain_seq)
      select id, ${contractId}, ${agentId}, week, s, m, s + make_interval(mins => m), k, memo, a, o, ${source}, ${device},
        ${received}::timestamptz, ${kind === "late"}, ${entry.seq}
      from json_to_recordset(${json}::json) as x(id uuid, week date, s timestamptz, m smallint, k text, memo text, a smallint, o boolean)`);
  }
}
