import { z } from "zod";

/** At which agreed level of evidence pictures are taken; "none", "tickets" take none. */
export const pictureLevels = ["blurred", "pictures"] as const;
export type PictureLevel = (typeof pictureLevels)[number];

/** Of a file as it is sent; more is not read. */
export const PICTURE_MAX_BYTES = 2_000_000;
/** Width and height together, so that a small file cannot unfold into a memory full of pixels: a 4K screen has half of it. */
export const PICTURE_MAX_PIXELS = 16_000_000;
/** The longer side of what is kept; a screen that is larger is made smaller. */
export const PICTURE_LONG_SIDE = 1920;
export const THUMBNAIL_LONG_SIDE = 240;
/** After so many days a picture is deleted (product.md, "Time worked"). */
export const PICTURE_DAYS = 90;

const EARLIEST = new Date("2000-01-01T00:00:00Z");
const LATEST = new Date("2100-01-01T00:00:00Z");

/** What stands beside a picture's bytes. @property takenAt instant; the minute it lies in has to be recorded on the contract already */
export const pictureInput = z.object({
  id: z.uuid(),
  contractId: z.uuid(),
  takenAt: z.coerce.date().min(EARLIEST).max(LATEST),
  level: z.enum(pictureLevels),
});
export type PictureInput = z.output<typeof pictureInput>;

export const deletePictureInput = z.object({ reason: z.string().trim().min(3).max(300) });

/** What the chain of a contract's diary says of a picture, and of its deletion; both are JSON in the entry's content. */
export interface PictureFacts {
  pictureId: string;
  segmentId: string;
  takenAt: string;
  /** Of the stored file, lower-case hex. */
  sha256: string;
  level: PictureLevel;
}
export interface PictureDeletionFacts {
  pictureId: string;
  /** Null where nobody asked: after its time. */
  by: string | null;
  why: "asked" | "takenBack" | "expired";
  reason: string;
}
export const pictureContent = ({ pictureId, segmentId, takenAt, sha256, level }: PictureFacts): string =>
  JSON.stringify({ pictureId, segmentId, takenAt, sha256, level });
export const pictureDeletionContent = ({ pictureId, by, why, reason }: PictureDeletionFacts): string =>
  JSON.stringify({ pictureId, by, why, reason });

/** Where the file of a picture is kept, and its small one. */
export const keyOfPicture = (contractId: string, pictureId: string): string => `pictures/${contractId}/${pictureId}.webp`;
export const keyOfThumbnail = (storageKey: string): string => storageKey.replace(/\.webp$/, ".thumb.webp");

/** Segments, each with whether a picture that was not deleted shows it. */
export function withPictures<S extends { id: string }>(
  segments: S[],
  pictures: { segmentId: string; deletedAt: Date | null }[],
): (S & { pictured: boolean })[] {
  const pictured = new Set(pictures.filter((one) => one.deletedAt === null).map((one) => one.segmentId));
  return segments.map((one) => ({ ...one, pictured: pictured.has(one.id) }));
}
