import { asc, eq } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { diaryChain, segments } from "#db/schema/diary.ts";
import { nextEntry } from "./append-chain.server.ts";

export interface ChainCheck {
  entries: number;
  segments: number;
  /** Hash of the newest entry: what each party is mailed and may compare. */
  head: string;
  /** The first entry that is not what it should be; null when all are. */
  broken: { seq: number; reason: "missing" | "changed" } | null;
  /** Living segments without an entry, from before the chain began. */
  outside: number;
}

/**
 * Reckons the whole chain of a contract anew from what the diary holds now: a segment that was changed, added, removed or moved by anybody, the
 * platform included, does not fit its entry. Three queries. @throws NotFound for strangers
 */
export async function verifyChain(db: Queryable, contractId: string, actor: Actor): Promise<ChainCheck> {
  const { contract } = await contractOf(db, contractId, actor);
  permit(actor, "diary.view", contract);
  const [entries, rows] = await Promise.all([
    db.select().from(diaryChain).where(eq(diaryChain.contractId, contractId)).orderBy(asc(diaryChain.seq)),
    db.select().from(segments).where(eq(segments.contractId, contractId)).orderBy(asc(segments.startedAt)),
  ]);
  const received = new Map<number, typeof rows>();
  for (const row of rows) received.set(row.chainSeq, [...(received.get(row.chainSeq) ?? []), row]);
  let head = { seq: 0, hash: "" };
  let broken: ChainCheck["broken"] = null;
  for (const entry of entries) {
    const next = nextEntry(head, entry, received.get(entry.seq));
    broken ??= next.seq !== entry.seq ? { seq: next.seq, reason: "missing" } : null;
    broken ??= next.hash !== entry.hash ? { seq: entry.seq, reason: "changed" } : null;
    head = { seq: entry.seq, hash: entry.hash };
  }
  const orphan = [...received.keys()].find((seq) => seq > head.seq);
  if (orphan) broken ??= { seq: orphan, reason: "missing" };
  return {
    entries: entries.length,
    segments: rows.length,
    head: head.hash,
    broken,
    outside: received.get(0)?.length ?? 0,
  };
}
