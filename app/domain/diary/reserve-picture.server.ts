import { and, desc, eq, gte, isNull, lt, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { evidenceLevelAt } from "#app/domain/contracts/evidence-level-at.server.ts";
import { lockContract } from "#app/domain/contracts/lock-contract.server.ts";
import { type EvidenceLevel, takesPictures } from "#app/domain/hiring/evidence-level.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { addMinutes, SLOT_MINUTES, slotOf, weekOf } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { pictures, segments } from "#db/schema/diary.ts";
import { keyOfPicture, type PictureInput, type PictureLevel } from "./picture.ts";
import { OFFLINE_HOURS } from "./segment.ts";

type Picture = typeof pictures.$inferSelect;
/** Clocks of browsers run a little ahead. */
const TOLERANCE_MINUTES = 2;

/**
 * Keeps the slot for a picture until its file is stored. An older reservation of the slot, whose sender never came back, gives way: `overtaken` is the
 * key of its file. @throws as the flow
 */
export async function reservePicture(
  tx: Tx,
  input: PictureInput & { sentSha256: string },
  { actor, now }: Context,
): Promise<{ picture: Picture; overtaken: string | null }> {
  const contract = await lockContract(tx, input.contractId);
  permit(actor, "diary.record", contract);
  const [known] = await tx.select().from(pictures).where(eq(pictures.id, input.id));
  if (known) {
    const same =
      known.contractId === contract.id &&
      known.sentSha256 === input.sentSha256 &&
      known.takenAt.getTime() === input.takenAt.getTime();
    if (!same) throw new Conflict("pictures:refused.idTaken");
    return { picture: known, overtaken: null };
  }
  if (input.takenAt > addMinutes(now, TOLERANCE_MINUTES)) throw new Invalid("takenAt", "pictures:refused.future");
  if (input.takenAt < addMinutes(now, -OFFLINE_HOURS * 60)) throw new Invalid("takenAt", "pictures:refused.tooOld");
  // As agreed when it was taken, and still.
  refuseLevel(await evidenceLevelAt(tx, contract.id, input.takenAt), input.level);
  refuseLevel(contract.evidenceLevel, input.level);
  const segment = await segmentAt(tx, contract.id, input.takenAt);
  const slotAt = slotOf(input.takenAt);
  const [other] = await tx
    .select()
    .from(pictures)
    .where(and(eq(pictures.contractId, contract.id), eq(pictures.slotAt, slotAt), sql`${pictures.state} <> 'deleted'`));
  if (other?.state === "stored") throw new Conflict("pictures:refused.slotTaken");
  if (other) await dropReservation(tx, other.id);
  const [picture] = await tx
    .insert(pictures)
    .values({
      ...input,
      agentId: contract.agentId,
      segmentId: segment.id,
      week: segment.week,
      slotAt,
      storageKey: keyOfPicture(contract.id, input.id),
      contentType: "",
      width: 0,
      height: 0,
      bytes: 0,
      sha256: "",
      receivedAt: now,
    })
    .returning();
  return { picture: picture!, overtaken: other?.storageKey ?? null };
}

/** @throws Conflict when the contract does not allow such pictures now */
export function refuseLevel(agreed: EvidenceLevel, level: PictureLevel): void {
  if (!takesPictures(agreed)) throw new Conflict("pictures:refused.notAgreed");
  if (level === "pictures" && agreed === "blurred") throw new Conflict("pictures:refused.onlyBlurred");
}

/** The recorded time that a moment lies in, or the nearest of its slot. @throws Conflict when there is none (yet) */
export async function segmentAt(db: Queryable, contractId: string, at: Date): Promise<{ id: string; week: string }> {
  const slotAt = slotOf(at);
  const [segment] = await db
    .select({ id: segments.id, week: segments.week })
    .from(segments)
    .where(
      and(
        eq(segments.contractId, contractId),
        eq(segments.week, weekOf(at)),
        gte(segments.startedAt, slotAt),
        lt(segments.startedAt, addMinutes(slotAt, SLOT_MINUTES)),
        isNull(segments.deletedAt),
      ),
    )
    .orderBy(
      desc(
        sql`${segments.startedAt} <= ${at.toISOString()}::timestamptz and ${segments.endedAt} > ${at.toISOString()}::timestamptz`,
      ),
      segments.startedAt,
    )
    .limit(1);
  if (!segment) throw new Conflict("pictures:refused.noSegment");
  return segment;
}

/** Gives the slot of a picture that is not to come back free. */
export async function dropReservation(tx: Tx, pictureId: string): Promise<void> {
  await tx.delete(pictures).where(and(eq(pictures.id, pictureId), eq(pictures.state, "reserved")));
}
