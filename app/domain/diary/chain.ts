import { z } from "zod";
import type { PictureDeletionFacts, PictureFacts } from "./picture.ts";

/**
 * What the hash chain of a contract's diary covers, as text; every hash is SHA-256 of such a text in UTF-8, written as lower-case hex. The
 * stand-alone verifier (public/verify-diary.mjs) says the same in its own words.
 */

/** The parts of a segment that are never changed after it was received. */
export interface Leaf {
  id: string;
  agentId: string;
  startedAt: Date;
  minutes: number;
  kind: string;
  memo: string;
  activeMinutes: number;
  source: string;
  device: string;
}

/** Memo and device may hold anything a person typed; JSON keeps them apart. */
export function leafText({ id, agentId, startedAt, minutes, kind, memo, activeMinutes, source, device }: Leaf): string {
  return JSON.stringify([id, agentId, startedAt.toISOString(), minutes, kind, memo, activeMinutes, source, device]);
}

export interface Entry {
  contractId: string;
  seq: number;
  kind: string;
  receivedAt: Date;
  content: string;
}

/**
 * @param before hash of the entry before it; "" for the first
 * @param leaves hashes of the segments that came with it, in order of start
 */
export function entryText({ contractId, seq, kind, receivedAt, content }: Entry, before: string, leaves: string[]): string {
  return JSON.stringify([before, contractId, seq, kind, receivedAt.toISOString(), content, leaves]);
}

/** Which segments the chain says were taken back, by which entry and when. */
export function deletedIn(
  entries: Pick<Entry, "seq" | "kind" | "receivedAt" | "content">[],
): Map<string, { seq: number; at: Date }> {
  const deletions = entries.filter((one) => one.kind === "deletion");
  return new Map(
    deletions.map(({ seq, receivedAt, content }) => [
      (JSON.parse(content) as { segmentId: string }).segmentId,
      { seq, at: receivedAt },
    ]),
  );
}

/** The pictures that the chain tells of, by id, and its deletions of them. */
export function picturesIn(entries: Pick<Entry, "seq" | "kind" | "receivedAt" | "content">[]) {
  const told = new Map<string, PictureFacts & { seq: number }>();
  const deleted = new Map<string, PictureDeletionFacts & { seq: number; at: Date }>();
  for (const { seq, kind, receivedAt, content } of entries) {
    if (kind === "picture") {
      const facts = JSON.parse(content) as PictureFacts;
      told.set(facts.pictureId, { ...facts, seq });
    } else if (kind === "pictureDeletion") {
      const facts = JSON.parse(content) as PictureDeletionFacts;
      deleted.set(facts.pictureId, { ...facts, seq, at: receivedAt });
    }
  }
  return { told, deleted };
}

/** A hash as a person pastes it, with spaces around it or in capitals. */
export const heldHash = z.object({
  held: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, "chain:errors.notAHash"),
});
