import fs from "node:fs";
import { createRequire } from "node:module";
import { create } from "fontkit";
import sharp from "sharp";
import { blurPicture, type Pixels } from "#app/domain/diary/blur-picture.ts";
import { expect, test } from "#tests/setup/test.ts";

interface Glyph {
  path: { toSVG(): string };
  advanceWidth: number;
}
const file = createRequire(import.meta.url).resolve("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf");
const font = create(fs.readFileSync(file)) as unknown as { unitsPerEm: number; layout(text: string): { glyphs: Glyph[] } };

/** A page full of one sentence in a real font, as a screen shows it. */
async function screenOf(
  sentence: string,
  { width, height, size }: { width: number; height: number; size: number },
): Promise<Pixels> {
  const scale = size / font.unitsPerEm;
  const line = (y: number) => {
    let x = 20;
    return font
      .layout(sentence.repeat(9))
      .glyphs.map((glyph) => {
        const place = `translate(${x} ${y}) scale(${scale} ${-scale})`;
        x += glyph.advanceWidth * scale;
        return x > width ? "" : `<path transform="${place}" d="${glyph.path.toSVG()}"/>`;
      })
      .join("");
  };
  const lines = Array.from({ length: Math.floor(height / (size * 1.5)) }, (_, row) => line((row + 1) * size * 1.5)).join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${lines}</svg>`;
  const { data } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width, height, data: new Uint8ClampedArray(data) };
}

/** Mean change from a pixel to the next one along its row: what letters are made of. 0 to 255. */
function fineness({ width, height, data }: Pixels): number {
  let sum = 0;
  for (let y = 0; y < height; y++)
    for (let x = 1; x < width; x++) {
      const at = (y * width + x) * 4;
      sum += Math.abs(data[at]! - data[at - 4]!);
    }
  return sum / (height * (width - 1));
}
/** The largest difference of a pixel between two pictures of one size, away from the edges of the text. */
function difference(one: Pixels, other: Pixels): number {
  let most = 0;
  for (let at = 0; at < one.data.length; at += 4) most = Math.max(most, Math.abs(one.data[at]! - other.data[at]!));
  return most;
}

const screens = [
  ["a laptop", { width: 1440, height: 900, size: 14 }],
  ["a large screen", { width: 2560, height: 1440, size: 16 }],
  ["a screen of two pixels a point", { width: 2880, height: 1800, size: 28 }],
  ["a small window", { width: 640, height: 480, size: 13 }],
] as const;

test.for(screens)("text of %s cannot be read in what is left: its fine detail is gone", async ([, screen]) => {
  const sharpOne = await screenOf("Card 4929 1234 of Ann Lee, ", screen);
  const blurred = blurPicture(sharpOne);
  expect(blurred.width).toBeLessThanOrEqual(Math.min(320, screen.width / 6));
  expect(fineness(sharpOne)).toBeGreaterThan(12);
  expect(fineness(blurred)).toBeLessThan(2);
});

test.for(screens)(
  "on %s two numbers of one length leave the same picture, within a twentieth of black to white",
  async ([, screen]) => {
    const [one, other] = await Promise.all(["Card 4929 1234, ", "Card 7013 8860, "].map((text) => screenOf(text, screen)));
    expect(difference(one!, other!)).toBe(255);
    expect(difference(blurPicture(one!), blurPicture(other!))).toBeLessThan(13);
  },
);

test("what is large stays: a bright half and a dark half can be told apart", () => {
  const data = new Uint8ClampedArray(1200 * 600 * 4).map((_, index) => (Math.floor(index / 4) % 1200 < 600 ? 240 : 20));
  const { width, height, data: out } = blurPicture({ width: 1200, height: 600, data });
  const at = (x: number) => out[(Math.floor(height / 2) * width + x) * 4]!;
  expect([at(10), at(width - 10)]).toEqual([240, 20]);
});

test.for([
  [1, 1],
  [5, 3],
  [1, 4000],
])("%i × %i leaves at least one pixel", ([width, height]) => {
  const made = blurPicture({ width: width!, height: height!, data: new Uint8ClampedArray(width! * height! * 4).fill(90) });
  expect(made.width * made.height * 4).toBe(made.data.length);
  expect([...made.data.subarray(0, 4)]).toEqual([90, 90, 90, 255]);
});
