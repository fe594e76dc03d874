import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import { Invalid } from "#app/kernel/errors.ts";
import { BLUR_LONG_SIDE, blurPicture } from "./blur-picture.ts";
import { PICTURE_LONG_SIDE, PICTURE_MAX_PIXELS, type PictureLevel, THUMBNAIL_LONG_SIDE } from "./picture.ts";

// Whatever a file calls itself: nothing but these three decoders runs in this process, so no SVG, PDF or other document is ever opened.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp"] });
// One core a picture and nothing kept: the same process answers everybody else.
sharp.concurrency(1);
sharp.cache(false);

export const sha256Of = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

const opened = (content: Uint8Array): Sharp =>
  sharp(content, { failOn: "warning", limitInputPixels: PICTURE_MAX_PIXELS, pages: 1 });

export interface PreparedPicture {
  content: Buffer;
  contentType: "image/webp";
  width: number;
  height: number;
  bytes: number;
  sha256: string;
}

/**
 * Decodes a picture and writes it anew as WebP, so that nothing of the sent file but its pixels is kept. At level "blurred" one that is larger than the
 * tracker's blurred ones is blurred here, whoever sent it. @throws Invalid "picture": no PNG, JPEG or WebP, too many pixels, broken or cut off
 */
export async function preparePicture(content: Uint8Array, level: PictureLevel): Promise<PreparedPicture> {
  // The head alone, whatever size it says.
  const size = await sharp(content, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (!size) throw new Invalid("picture", "pictures:refused.kind");
  if (size.width * size.height > PICTURE_MAX_PIXELS)
    throw new Invalid("picture", "pictures:refused.pixels", { most: PICTURE_MAX_PIXELS / 1_000_000 });
  try {
    const fitted = opened(content)
      .rotate()
      .resize({ width: PICTURE_LONG_SIDE, height: PICTURE_LONG_SIDE, fit: "inside", withoutEnlargement: true });
    const blurs = level === "blurred" && Math.max(size.width, size.height) > BLUR_LONG_SIDE;
    const { data, info } = await (blurs ? await blurred(fitted) : fitted)
      .webp({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    return {
      content: data,
      contentType: "image/webp",
      width: info.width,
      height: info.height,
      bytes: info.size,
      sha256: sha256Of(data),
    };
  } catch {
    throw new Invalid("picture", "pictures:refused.broken");
  }
}

async function blurred(picture: Sharp): Promise<Sharp> {
  const { data, info } = await picture.flatten().toColourspace("srgb").ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const small = blurPicture({ width: info.width, height: info.height, data: new Uint8ClampedArray(data) });
  return sharp(small.data, { raw: { width: small.width, height: small.height, channels: 4 } });
}

/** The small one of a picture of ours, WebP. */
export function thumbnailOf(content: Uint8Array): Promise<Buffer> {
  return opened(content)
    .resize({ width: THUMBNAIL_LONG_SIDE, height: THUMBNAIL_LONG_SIDE, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();
}
