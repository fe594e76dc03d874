import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { pictures } from "#db/schema/diary.ts";
import { appendChain } from "./append-chain.server.ts";
import { type PictureDeletionFacts, pictureDeletionContent } from "./picture.ts";

/**
 * Either side takes a picture out of the diary: the minutes stay, a tombstone says who, when and why, and a job erases the file. Twice is once.
 * @param input.why "asked" by a person with a reason; "expired" by the system alone
 * @throws NotFound for strangers, Forbidden for members who may not manage the work
 */
export async function deletePicture(
  tx: Tx,
  { pictureId, why = "asked", reason = "" }: { pictureId: string; why?: PictureDeletionFacts["why"]; reason?: string },
  { actor, now }: Context,
): Promise<void> {
  const [found] = await tx.select({ contractId: pictures.contractId }).from(pictures).where(eq(pictures.id, pictureId));
  if (!found) throw new NotFound();
  const contract = await lockContract(tx, found.contractId);
  permit(actor, "pictures.delete", contract);
  if (why === "expired" && actor.kind !== "system") throw new Forbidden();
  const [picture] = await tx.select().from(pictures).where(eq(pictures.id, pictureId)).for("update");
  if (!picture || picture.state === "reserved") throw new NotFound();
  if (picture.state === "deleted") return;
  const by = actor.userId;
  await tx
    .update(pictures)
    .set({ state: "deleted", deletedAt: now, deletedBy: by, deletedWhy: why, deletedReason: reason })
    .where(eq(pictures.id, pictureId));
  const content = pictureDeletionContent({ pictureId, by, why, reason });
  await appendChain(tx, { contractId: contract.id, kind: "pictureDeletion", content, receivedAt: now });
  await recordEvent(tx, "picture.deleted", { pictureId }, { actor, now });
  await notifyLive(tx, "diary", contract.id);
}

/** What shows time that was taken back goes with it. */
export async function deletePicturesOf(tx: Tx, segmentId: string, context: Context): Promise<void> {
  const rows = await tx
    .select({ id: pictures.id })
    .from(pictures)
    .where(and(eq(pictures.segmentId, segmentId), eq(pictures.state, "stored")));
  for (const { id } of rows) await deletePicture(tx, { pictureId: id, why: "takenBack" }, context);
}
