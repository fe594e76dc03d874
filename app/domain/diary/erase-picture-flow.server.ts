import { eq } from "drizzle-orm";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import type { Db } from "#db/client.server.ts";
import { pictures } from "#db/schema/diary.ts";
import { keyOfThumbnail } from "./picture.ts";

/** Erases the files of a deleted picture. Twice is once; a living one is left alone. */
export async function erasePictureFlow(db: Db, storage: StorageEdge, pictureId: string): Promise<void> {
  const [picture] = await db.select().from(pictures).where(eq(pictures.id, pictureId));
  if (picture?.state !== "deleted") return;
  await storage.delete(picture.storageKey);
  await storage.delete(keyOfThumbnail(picture.storageKey));
}
