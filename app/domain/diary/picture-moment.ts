import { slotBegin } from "./slots.ts";

const SLOT_MS = 600_000;
/** Not in the first and last half minute of a slot: there the work it shows may belong to the slot beside it. */
const MARGIN_MS = 30_000;

/**
 * The moment of a slot at which its picture is taken: anywhere in it with equal likelihood, the same for the same seed, and not to be told from other slots' moments.
 * @param seed a secret of the device; @param at any instant of the slot; epoch milliseconds, as the answer
 */
export function pictureMoment(seed: string, at: number): number {
  const begin = slotBegin(at);
  return begin + MARGIN_MS + Math.floor(share(`${seed} ${begin}`) * (SLOT_MS - 2 * MARGIN_MS));
}

/** Spreads a text over 0 to 1 (MurmurHash3, 32 bits: public domain, Austin Appleby). */
function share(text: string): number {
  let hash = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    let part = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    part = (part << 15) | (part >>> 17);
    hash ^= Math.imul(part, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Now is the time: the moment of this slot has come, and no picture of it was taken. @param lastSlot begin of the slot taken last, or null */
export function isPictureDue(seed: string, now: number, lastSlot: number | null): boolean {
  return slotBegin(now) !== lastSlot && now >= pictureMoment(seed, now);
}
