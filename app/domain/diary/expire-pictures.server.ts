import { and, asc, eq, lt, notInArray } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { pictures } from "#db/schema/diary.ts";
import { deletePicture } from "./delete-picture.server.ts";
import { PICTURE_DAYS } from "./picture.ts";

/** In one transaction, so that a close or an upload never waits long for a contract. */
const AT_ONCE = 100;

/**
 * Deletes pictures after their 90 days, some at a time; each leaves a tombstone and an entry in its chain that says it was its time (decision 034).
 * @param held contracts whose pictures stay, because they are in dispute
 * @returns whether more of them may be left
 * @throws Forbidden for people
 */
export async function expirePictures(
  tx: Tx,
  { held, atOnce = AT_ONCE }: { held: string[]; atOnce?: number },
  context: Context,
): Promise<boolean> {
  const { actor, now } = context;
  if (actor.kind !== "system") throw new Forbidden();
  const due = await tx
    .select({ id: pictures.id })
    .from(pictures)
    .where(
      and(
        eq(pictures.state, "stored"),
        lt(pictures.receivedAt, addDays(now, -PICTURE_DAYS)),
        held.length > 0 ? notInArray(pictures.contractId, held) : undefined,
      ),
    )
    // Contracts are locked one after the other: in one order, two runs cannot wait for each other.
    .orderBy(asc(pictures.contractId), asc(pictures.id))
    .limit(atOnce);
  for (const { id } of due) await deletePicture(tx, { pictureId: id, why: "expired" }, context);
  return due.length === atOnce;
}
