import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { Conflict } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { pictures } from "#db/schema/diary.ts";
import { appendChain } from "./append-chain.server.ts";
import { pictureContent } from "./picture.ts";
import type { PreparedPicture } from "./prepare-picture.server.ts";
import { refuseLevel, segmentAt } from "./reserve-picture.server.ts";

/**
 * The file is in the store: the picture becomes part of the diary and of its chain. Twice is once.
 * @throws Conflict when another picture took its slot, its time was taken back or its level was left meanwhile
 */
export async function settlePicture(
  tx: Tx,
  { pictureId, ...facts }: { pictureId: string } & Omit<PreparedPicture, "content">,
  { actor, now }: Context,
): Promise<{ already: boolean; sha256: string }> {
  const [found] = await tx.select().from(pictures).where(eq(pictures.id, pictureId));
  if (!found) throw new Conflict("pictures:refused.slotTaken");
  const contract = await lockContract(tx, found.contractId);
  permit(actor, "diary.record", contract);
  const [picture] = await tx.select().from(pictures).where(eq(pictures.id, pictureId)).for("update");
  if (!picture) throw new Conflict("pictures:refused.slotTaken");
  if (picture.state !== "reserved") return { already: true, sha256: picture.sha256 };
  refuseLevel(contract.evidenceLevel, picture.level);
  const segment = await segmentAt(tx, contract.id, picture.takenAt);
  const content = pictureContent({
    pictureId,
    segmentId: segment.id,
    takenAt: picture.takenAt.toISOString(),
    sha256: facts.sha256,
    level: picture.level,
  });
  const { seq } = await appendChain(tx, { contractId: contract.id, kind: "picture", content, receivedAt: now });
  await tx
    .update(pictures)
    .set({ ...facts, state: "stored", segmentId: segment.id, chainSeq: seq, receivedAt: now })
    .where(eq(pictures.id, pictureId));
  await recordEvent(tx, "picture.received", { pictureId }, { actor, now });
  await notifyLive(tx, "diary", contract.id);
  return { already: false, sha256: facts.sha256 };
}
