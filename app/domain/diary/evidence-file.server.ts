import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { diaryChain, pictures, segments } from "#db/schema/diary.ts";
import { chainHead } from "./append-chain.server.ts";

const ENTRIES = 1_000;

/**
 * A contract's diary as evidence: all that its hash chain covers, up to the head at this moment, for public/verify-diary.mjs to reckon anew without us. JSON
 * in pieces, one entry or segment a line; instants in ISO 8601 UTC. The names of the two sides stand beside it; no hash covers them. Read week by
 * week: two queries a week and one for each thousand entries. @throws NotFound for strangers, before the first piece
 */
export async function evidenceFile(db: Queryable, contractId: string, actor: Actor, now: Date) {
  const view = await contractOf(db, contractId, actor);
  permit(actor, "diary.view", view.contract);
  const head = await chainHead(db, contractId);
  return { name: `diary-${contractId}.json`, pieces: piecesOf(db, view, head, now) };
}

async function* piecesOf(
  db: Queryable,
  { contract, agentName, businessName }: Awaited<ReturnType<typeof contractOf>>,
  head: { seq: number; hash: string },
  now: Date,
): AsyncGenerator<string> {
  const { id, title, agentId } = contract;
  const about = {
    format: "deskhand-diary/1",
    writtenAt: now,
    contract: { id, title, agentId, agentName, businessName },
    head,
  };
  yield `${JSON.stringify(about).slice(0, -1)},\n"entries":[`;
  let before = "";
  for (let seq = 0; seq < head.seq; ) {
    const rows = await entriesAfter(db, id, seq, head.seq);
    if (rows.length === 0) break;
    for (const row of rows) {
      yield `${before}\n${JSON.stringify(row)}`;
      before = ",";
    }
    seq = rows.at(-1)!.seq;
  }
  yield '],\n"segments":[';
  before = "";
  const weeks = await db
    .selectDistinct({ week: segments.week })
    .from(segments)
    .where(eq(segments.contractId, id))
    .orderBy(asc(segments.week));
  for (const { week } of weeks) {
    const rows = await db
      .select(columns)
      .from(segments)
      .where(and(eq(segments.contractId, id), eq(segments.week, week), lte(segments.chainSeq, head.seq)))
      .orderBy(asc(segments.startedAt));
    // What is taken back while the file is written belongs to entries that it no longer has.
    const later = await deletedAfter(db, id, head.seq, "deletion");
    for (const row of rows) {
      yield `${before}\n${JSON.stringify(later.has(row.id) ? { ...row, deletedAt: null } : row)}`;
      before = ",";
    }
  }
  yield '],\n"pictures":[';
  before = "";
  const gone = await deletedAfter(db, id, head.seq, "pictureDeletion");
  for (const row of await picturesUpTo(db, id, head.seq)) {
    yield `${before}\n${JSON.stringify(gone.has(row.id) ? { ...row, deletedAt: null } : row)}`;
    before = ",";
  }
  yield "]}\n";
}

const columns = {
  id: segments.id,
  agentId: segments.agentId,
  startedAt: segments.startedAt,
  minutes: segments.minutes,
  kind: segments.kind,
  memo: segments.memo,
  activeMinutes: segments.activeMinutes,
  source: segments.source,
  device: segments.device,
  chainSeq: segments.chainSeq,
  deletedAt: segments.deletedAt,
};

function entriesAfter(db: Queryable, contractId: string, seq: number, last: number) {
  return db
    .select({
      seq: diaryChain.seq,
      kind: diaryChain.kind,
      receivedAt: diaryChain.receivedAt,
      content: diaryChain.content,
      hash: diaryChain.hash,
    })
    .from(diaryChain)
    .where(and(eq(diaryChain.contractId, contractId), gt(diaryChain.seq, seq), lte(diaryChain.seq, last)))
    .orderBy(asc(diaryChain.seq))
    .limit(ENTRIES);
}

/** Without the files themselves: whoever holds one can hash it. */
function picturesUpTo(db: Queryable, contractId: string, seq: number) {
  const { id, segmentId, takenAt, level, sha256, chainSeq, deletedAt } = pictures;
  return db
    .select({ id, segmentId, takenAt, level, sha256, chainSeq, deletedAt })
    .from(pictures)
    .where(and(eq(pictures.contractId, contractId), gt(pictures.chainSeq, 0), lte(pictures.chainSeq, seq)))
    .orderBy(asc(pictures.takenAt));
}

async function deletedAfter(
  db: Queryable,
  contractId: string,
  seq: number,
  kind: "deletion" | "pictureDeletion",
): Promise<Set<string>> {
  const name = kind === "deletion" ? "segmentId" : "pictureId";
  const rows = await db
    .select({ id: sql<string>`${diaryChain.content}::json ->> ${name}` })
    .from(diaryChain)
    .where(and(eq(diaryChain.contractId, contractId), gt(diaryChain.seq, seq), eq(diaryChain.kind, kind)));
  return new Set(rows.map((row) => row.id));
}
