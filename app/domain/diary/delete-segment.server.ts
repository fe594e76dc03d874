import { and, eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { notifyLive } from "#app/edges/realtime/realtime.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { weekClocks } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { appendChain } from "./append-chain.server.ts";
import { deletePicturesOf } from "./delete-picture.server.ts";

/** The agent takes a segment back until the close: not billed, its picture goes, and a tombstone stays. Twice is once. @throws NotFound, Forbidden, Conflict after the close */
export async function deleteSegment(tx: Tx, { segmentId }: { segmentId: string }, { actor, now }: Context): Promise<void> {
  const [found] = await tx.select().from(segments).where(eq(segments.id, segmentId));
  if (!found) throw new NotFound();
  // The contract's lock is the one that a close takes.
  const contract = await lockContract(tx, found.contractId);
  permit(actor, "diary.record", contract);
  if (found.deletedAt) return;
  if (now >= weekClocks(found.week).closesAt) throw new Conflict("diary:errors.weekClosed");
  await tx
    .update(segments)
    .set({ deletedAt: now, deletedBy: actor.userId })
    .where(and(eq(segments.id, segmentId), eq(segments.week, found.week)));
  const content = JSON.stringify({ segmentId, week: found.week, by: actor.userId });
  await appendChain(tx, { contractId: found.contractId, kind: "deletion", content, receivedAt: now });
  await deletePicturesOf(tx, segmentId, { actor, now });
  await notifyLive(tx, "diary", found.contractId);
}
