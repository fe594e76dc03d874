/**
 * Makes a screen unreadable before it leaves the machine (docs/decisions/035-pictures.md). It is made at least six times smaller in each direction
 * and at most 320 pixels on its longer side, each new pixel the mean of those it replaces; then blurred by three passes of a box of five, which is
 * nearly a Gauss of 2.4 pixels, at least 15 pixels of the screen. Letters up to twice that height become one grey.
 */
export const BLUR_LONG_SIDE = 320;
export const BLUR_SHRINK = 6;
const BLUR_RADIUS = 2;
const BLUR_PASSES = 3;

export interface Pixels {
  width: number;
  height: number;
  /** Red, green, blue and alpha, a byte each, row by row; alpha is not looked at. */
  data: Uint8ClampedArray;
}

/** How large a screen's blurred picture is; at least 1 × 1. */
export function blurredSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const shrink = Math.max(BLUR_SHRINK, Math.max(width, height) / BLUR_LONG_SIDE);
  return { width: Math.max(1, Math.floor(width / shrink)), height: Math.max(1, Math.floor(height / shrink)) };
}

export function blurPicture(picture: Pixels): Pixels {
  let small = shrunk(picture, blurredSize(picture));
  for (let pass = 0; pass < BLUR_PASSES; pass++) small = boxed(boxed(small, "across"), "down");
  return small;
}

function shrunk({ width, height, data }: Pixels, size: { width: number; height: number }): Pixels {
  const out = new Uint8ClampedArray(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++) {
    const [top, bottom] = [Math.floor((y * height) / size.height), Math.ceil(((y + 1) * height) / size.height)];
    for (let x = 0; x < size.width; x++) {
      const [left, right] = [Math.floor((x * width) / size.width), Math.ceil(((x + 1) * width) / size.width)];
      const sum = [0, 0, 0];
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) {
          const at = (row * width + column) * 4;
          for (let part = 0; part < 3; part++) sum[part]! += data[at + part]!;
        }
      write(out, (y * size.width + x) * 4, sum, (bottom - top) * (right - left));
    }
  }
  return { ...size, data: out };
}

/** The mean of each pixel and its neighbours on both sides; the edge stands for what would lie beyond it. */
function boxed({ width, height, data }: Pixels, way: "across" | "down"): Pixels {
  const out = new Uint8ClampedArray(data.length);
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most - 1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (let step = -BLUR_RADIUS; step <= BLUR_RADIUS; step++) {
        const [column, row] = way === "across" ? [within(x + step, width), y] : [x, within(y + step, height)];
        const at = (row * width + column) * 4;
        for (let part = 0; part < 3; part++) sum[part]! += data[at + part]!;
      }
      write(out, (y * width + x) * 4, sum, BLUR_RADIUS * 2 + 1);
    }
  return { width, height, data: out };
}

function write(out: Uint8ClampedArray, at: number, sum: number[], count: number): void {
  for (let part = 0; part < 3; part++) out[at + part] = Math.round(sum[part]! / count);
  out[at + 3] = 255;
}
