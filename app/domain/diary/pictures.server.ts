import { and, asc, eq, inArray } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import type { StorageEdge, StoredObject } from "#app/edges/storage/storage-edge.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { contracts } from "#db/schema/contracts.ts";
import { pictures } from "#db/schema/diary.ts";
import { keyOfThumbnail } from "./picture.ts";

const columns = {
  id: pictures.id,
  contractId: pictures.contractId,
  segmentId: pictures.segmentId,
  takenAt: pictures.takenAt,
  level: pictures.level,
  width: pictures.width,
  height: pictures.height,
  deletedAt: pictures.deletedAt,
  deletedWhy: pictures.deletedWhy,
  deletedReason: pictures.deletedReason,
  deletedByName: users.name,
};

/** Pictures of segments, and the tombstones of deleted ones, in order of time. One query. Who may see the segments may see them: the caller has checked. */
export async function picturesOfSegments(db: Queryable, segments: { id: string; contractId: string; week: string }[]) {
  if (segments.length === 0) return [];
  const ids = new Set(segments.map((one) => one.id));
  const rows = await db
    .select(columns)
    .from(pictures)
    .leftJoin(users, eq(users.id, pictures.deletedBy))
    .where(
      and(
        inArray(pictures.contractId, [...new Set(segments.map((one) => one.contractId))]),
        inArray(pictures.week, [...new Set(segments.map((one) => one.week))]),
        inArray(pictures.state, ["stored", "deleted"]),
      ),
    )
    .orderBy(asc(pictures.takenAt));
  return rows.filter((one) => ids.has(one.segmentId));
}

/** One picture, or its tombstone, with its people. @throws NotFound for strangers */
export async function pictureOf(db: Queryable, pictureId: string, actor: Actor) {
  const [row] = await db
    .select({
      ...columns,
      state: pictures.state,
      sha256: pictures.sha256,
      bytes: pictures.bytes,
      contentType: pictures.contentType,
      storageKey: pictures.storageKey,
      thumbnailAt: pictures.thumbnailAt,
      receivedAt: pictures.receivedAt,
      chainSeq: pictures.chainSeq,
      agentId: contracts.agentId,
      businessId: contracts.businessId,
      title: contracts.title,
      businessName: businesses.name,
    })
    .from(pictures)
    .innerJoin(contracts, eq(contracts.id, pictures.contractId))
    .innerJoin(businesses, eq(businesses.id, contracts.businessId))
    .leftJoin(users, eq(users.id, pictures.deletedBy))
    .where(eq(pictures.id, pictureId));
  if (!row || row.state === "reserved") throw new NotFound();
  permit(actor, "diary.view", row);
  const [agent] = await db.select({ name: users.name }).from(users).where(eq(users.id, row.agentId));
  return { ...row, agentName: agent!.name, mayDelete: may(actor, "pictures.delete", row) };
}

/** The file of a picture, or of its small one where that is made. @throws NotFound for strangers and for deleted ones */
export async function pictureFile(
  db: Queryable,
  storage: StorageEdge,
  { pictureId, small }: { pictureId: string; small: boolean },
  actor: Actor,
): Promise<StoredObject & { contentType: string }> {
  const picture = await pictureOf(db, pictureId, actor);
  if (picture.state !== "stored") throw new NotFound();
  const key = small && picture.thumbnailAt ? keyOfThumbnail(picture.storageKey) : picture.storageKey;
  const file = await storage.get(key);
  if (!file) throw new NotFound();
  return { ...file, contentType: picture.contentType };
}
