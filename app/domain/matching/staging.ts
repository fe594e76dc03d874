import { AT_ID, AT_RATE, AT_RATING, AVAIL_BYTES, ROW_BYTES } from "./kernel/layout.ts";
import { type IndexedProfile, Tokens } from "./tokens.ts";

/** Rows in any order with their tokens, as the builder reads them: profiles just fetched, or an index whose changes are to be folded in. */
export interface Rows {
  count: number;
  /** ROW_BYTES each. */
  bytes: Uint8Array;
  tokenStarts: Uint32Array;
  tokens: Uint16Array;
  dictionary: Tokens;
  isAlive(row: number): boolean;
}

const HIGHEST_RATE = 0xfffffffe;
const HIGHEST_RATING = 5000;

/** @throws RangeError for what a row cannot hold: the database goes on answering then */
export function writeRow(bytes: Uint8Array, row: number, profile: IndexedProfile): void {
  if (!(profile.rateUsd >= 0 && profile.rateUsd <= HIGHEST_RATE)) throw new RangeError(`rate ${profile.rateUsd} fits no row`);
  if (!(profile.ratingMilli >= 0 && profile.ratingMilli <= HIGHEST_RATING))
    throw new RangeError(`rating ${profile.ratingMilli} fits no row`);
  const at = row * ROW_BYTES;
  for (let i = 0; i < AVAIL_BYTES; i++) bytes[at + i] = profile.avail[i]!;
  writeNumber(bytes, at + AT_RATING, profile.ratingMilli, 2);
  writeNumber(bytes, at + AT_RATE, profile.rateUsd, 4);
  for (let i = 0; i < 16; i++) bytes[at + AT_ID + i] = profile.id[i]!;
}

/** WebAssembly's byte order, lowest first. */
function writeNumber(bytes: Uint8Array, at: number, value: number, length: number): void {
  for (let i = 0; i < length; i++) bytes[at + i] = (value >>> (8 * i)) & 255;
}

/** Gathers profiles for a build. @param expected how many there will be, as far as known */
export class Staging implements Rows {
  count = 0;
  bytes: Uint8Array;
  tokenStarts: Uint32Array;
  tokens: Uint16Array;
  readonly dictionary = new Tokens();
  private used = 0;
  private readonly numbers: number[] = [];

  constructor(expected = 1024) {
    this.bytes = new Uint8Array(expected * ROW_BYTES);
    this.tokenStarts = new Uint32Array(expected);
    this.tokens = new Uint16Array(expected * 8);
  }

  isAlive(): boolean {
    return true;
  }

  add(profile: IndexedProfile): void {
    const numbers = this.numbers;
    this.dictionary.write(profile, numbers);
    if (this.count === this.tokenStarts.length) {
      const room = Math.ceil(this.count * 1.5) + 64;
      this.bytes = grown(this.bytes, new Uint8Array(room * ROW_BYTES));
      this.tokenStarts = grown(this.tokenStarts, new Uint32Array(room));
    }
    if (this.used + numbers.length + 1 > this.tokens.length)
      this.tokens = grown(this.tokens, new Uint16Array(Math.ceil(this.used * 1.5) + 64 + numbers.length));
    writeRow(this.bytes, this.count, profile);
    this.tokenStarts[this.count++] = this.used;
    this.tokens[this.used++] = numbers.length;
    for (const number of numbers) this.tokens[this.used++] = number;
  }
}

function grown<T extends { set(from: T): void }>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
