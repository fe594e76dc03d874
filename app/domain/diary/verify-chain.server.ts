import { and, asc, eq, ne } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { diaryChain, pictures, segments } from "#db/schema/diary.ts";
import { nextEntry } from "./append-chain.server.ts";
import { deletedIn, picturesIn } from "./chain.ts";

export interface ChainCheck {
  entries: number;
  segments: number;
  /** Received ever, and how many of them were deleted. */
  pictures: number;
  picturesDeleted: number;
  /** Hash of the newest entry: what each party is mailed and may compare. */
  head: string;
  /** The first entry that is not what it should be; null when all are. */
  broken: { seq: number; reason: "missing" | "changed" } | null;
  /** Living segments without an entry, from before the chain began. */
  outside: number;
}

/**
 * Reckons the whole chain of a contract anew from what the diary holds now: a segment that was changed, added, removed, moved or taken back by
 * anybody, the platform included, does not fit its entry; so with pictures. Four queries. @throws NotFound for strangers
 */
export async function verifyChain(db: Queryable, contractId: string, actor: Actor): Promise<ChainCheck> {
  const { contract } = await contractOf(db, contractId, actor);
  permit(actor, "diary.view", contract);
  const [entries, rows, shown] = await Promise.all([
    db.select().from(diaryChain).where(eq(diaryChain.contractId, contractId)).orderBy(asc(diaryChain.seq)),
    db.select().from(segments).where(eq(segments.contractId, contractId)).orderBy(asc(segments.startedAt)),
    db
      .select()
      .from(pictures)
      .where(and(eq(pictures.contractId, contractId), ne(pictures.state, "reserved"))),
  ]);
  const received = new Map<number, typeof rows>();
  for (const row of rows) received.set(row.chainSeq, [...(received.get(row.chainSeq) ?? []), row]);
  const faults: { seq: number; reason: "missing" | "changed" }[] = [];
  let head = { seq: 0, hash: "" };
  for (const entry of entries) {
    const next = nextEntry(head, entry, received.get(entry.seq));
    if (next.seq !== entry.seq) faults.push({ seq: next.seq, reason: "missing" });
    else if (next.hash !== entry.hash) faults.push({ seq: entry.seq, reason: "changed" });
    head = { seq: entry.seq, hash: entry.hash };
  }
  for (const seq of received.keys()) if (seq > head.seq) faults.push({ seq, reason: "missing" });
  // A deletion is no part of a segment's own hash: its tombstone must be the one that an entry tells of.
  const deleted = deletedIn(entries);
  for (const row of rows) {
    const told = deleted.get(row.id);
    if (told?.at.getTime() === row.deletedAt?.getTime()) continue;
    if (told || row.chainSeq > 0) faults.push({ seq: told?.seq ?? row.chainSeq, reason: "changed" });
  }
  const { told, deleted: picturesDeleted } = picturesIn(entries);
  faults.push(...pictureFaults(shown, told, picturesDeleted));
  faults.sort((a, b) => a.seq - b.seq);
  return {
    entries: entries.length,
    segments: rows.length,
    pictures: told.size,
    picturesDeleted: picturesDeleted.size,
    head: head.hash,
    broken: faults[0] ?? null,
    outside: received.get(0)?.length ?? 0,
  };
}

/** A picture is in no segment's hash: its row must say what its entry says, and its tombstone what the entry of its deletion says. */
function pictureFaults(
  rows: (typeof pictures.$inferSelect)[],
  told: ReturnType<typeof picturesIn>["told"],
  deleted: ReturnType<typeof picturesIn>["deleted"],
) {
  const faults: { seq: number; reason: "missing" | "changed" }[] = [];
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const [id, { seq, segmentId, takenAt, sha256, level }] of told) {
    const row = known.get(id);
    const same =
      row &&
      row.segmentId === segmentId &&
      row.takenAt.toISOString() === takenAt &&
      row.sha256 === sha256 &&
      row.level === level &&
      row.chainSeq === seq;
    if (!same) faults.push({ seq, reason: "changed" });
  }
  for (const row of rows) {
    const deletion = deleted.get(row.id);
    if (!told.has(row.id)) faults.push({ seq: row.chainSeq, reason: "changed" });
    const same = deletion
      ? deletion.at.getTime() === row.deletedAt?.getTime() &&
        deletion.by === row.deletedBy &&
        deletion.why === row.deletedWhy &&
        deletion.reason === row.deletedReason
      : row.deletedAt === null;
    if (!same) faults.push({ seq: deletion?.seq ?? row.chainSeq, reason: "changed" });
  }
  return faults;
}
