import type { Context } from "#app/domain/accounts/permissions.ts";
import type { StorageEdge } from "#app/edges/storage/storage-edge.ts";
import { DomainError } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import type { PictureInput } from "./picture.ts";
import { preparePicture, sha256Of } from "./prepare-picture.server.ts";
import { dropReservation, reservePicture } from "./reserve-picture.server.ts";
import { settlePicture } from "./settle-picture.server.ts";

export interface ReceivedPicture {
  id: string;
  /** "already": the same bytes under the same id came before, and may have been deleted since. */
  verdict: "stored" | "already";
  /** Of the stored file, lower-case hex. */
  sha256: string;
}

/**
 * Takes a picture of the agent's own recorded time: reserves its slot, puts the file into the store, settles. Killed anywhere and sent again, it is stored once;
 * what is refused leaves no row and no file.
 * @throws NotFound for strangers, Forbidden for anybody but the contract's agent; Invalid with its field; Conflict when nothing is recorded at that moment yet,
 * the slot has its picture, the level does not allow it, or the id belongs to other bytes
 */
export async function receivePictureFlow(
  db: Db,
  storage: StorageEdge,
  { content, ...input }: PictureInput & { content: Uint8Array },
  context: Context,
): Promise<ReceivedPicture> {
  const sentSha256 = sha256Of(content);
  const { picture, overtaken } = await db.transaction((tx) => reservePicture(tx, { ...input, sentSha256 }, context));
  if (picture.state !== "reserved") return { id: picture.id, verdict: "already", sha256: picture.sha256 };
  let put = false;
  try {
    if (overtaken) await storage.delete(overtaken);
    const { content: file, ...facts } = await preparePicture(content, input.level);
    put = true;
    await storage.put(picture.storageKey, file, facts.contentType);
    const settled = await db.transaction((tx) => settlePicture(tx, { pictureId: picture.id, ...facts }, context));
    return { id: picture.id, verdict: settled.already ? "already" : "stored", sha256: settled.sha256 };
  } catch (error) {
    // A store that does not answer keeps the reservation: the same picture is sent again. A refusal is final.
    if (!(error instanceof DomainError)) throw error;
    if (put) await storage.delete(picture.storageKey);
    await db.transaction((tx) => dropReservation(tx, picture.id));
    throw error;
  }
}
