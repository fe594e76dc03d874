import { hash } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import type { Queryable, Tx } from "#db/client.server.ts";
import { diaryChain } from "#db/schema/diary.ts";
import { type Entry, entryText, type Leaf, leafText } from "./chain.ts";

const sha256 = (text: string) => hash("sha256", text, "hex");

export interface ChainHead {
  seq: number;
  hash: string;
}

/** The newest entry of a contract's chain; seq 0 before the first. */
export async function chainHead(db: Queryable, contractId: string): Promise<ChainHead> {
  const [row] = await db
    .select({ seq: diaryChain.seq, hash: diaryChain.hash })
    .from(diaryChain)
    .where(eq(diaryChain.contractId, contractId))
    .orderBy(desc(diaryChain.seq))
    .limit(1);
  return row ?? { seq: 0, hash: "" };
}

/** The entry that follows a head. @param segments in order of start */
export function nextEntry(head: ChainHead, entry: Omit<Entry, "seq">, segments: Leaf[] = []) {
  const numbered = { ...entry, seq: head.seq + 1 };
  const leaves = segments.map((segment) => sha256(leafText(segment)));
  return { ...numbered, hash: sha256(entryText(numbered, head.hash, leaves)) };
}

/** Writes an entry that brings no segments: a deletion, a picture. The caller holds the contract's lock. */
export async function appendChain(
  tx: Tx,
  entry: Omit<Entry, "seq" | "kind"> & { kind: "deletion" | "picture" | "pictureDeletion" },
): Promise<{ seq: number }> {
  const next = nextEntry(await chainHead(tx, entry.contractId), entry);
  await tx.insert(diaryChain).values({ ...next, kind: entry.kind });
  return next;
}
