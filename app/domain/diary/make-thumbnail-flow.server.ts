import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import type { Db } from "#db/client.server.ts";
import { pictures } from "#db/schema/diary.ts";
import { keyOfThumbnail } from "./picture.ts";
import { thumbnailOf } from "./prepare-picture.server.ts";

/** Makes the small one of a picture. Twice is once; a picture deleted meanwhile gets none, and none stays. */
export async function makeThumbnailFlow(db: Db, storage: StorageEdge, pictureId: string, { now }: Context): Promise<void> {
  const [picture] = await db.select().from(pictures).where(eq(pictures.id, pictureId));
  if (picture?.state !== "stored" || picture.thumbnailAt) return;
  const file = await storage.get(picture.storageKey);
  if (!file) throw new Error(`the file of picture ${pictureId} is not in the store`);
  const small = await thumbnailOf(Buffer.from(await new Response(file.body).arrayBuffer()));
  const key = keyOfThumbnail(picture.storageKey);
  await storage.put(key, small, "image/webp");
  const living = await db.transaction(async (tx) => {
    const [row] = await tx.select({ state: pictures.state }).from(pictures).where(eq(pictures.id, pictureId)).for("update");
    if (row?.state !== "stored") return false;
    await tx.update(pictures).set({ thumbnailAt: now }).where(eq(pictures.id, pictureId));
    return true;
  });
  if (!living) await storage.delete(key);
}
