import { type BuiltIndex, type IndexHeader, slotOf, widenBlock } from "./build-index.ts";
import {
  ASK_LEAST,
  ASK_LIMIT,
  ASK_MASK,
  ASK_MAX,
  ASK_NEED,
  ASK_SLICED,
  ASK_TERMS,
  ASK_TOOLS,
  AT_ID,
  AT_RATE,
  AT_RATING,
  AVAIL_BYTES,
  BLOCK_ROWS,
  BLOCK_SHIFT,
  COST,
  LAYOUT,
  LAYOUT_DELTA_BLOCKS,
  MOST_RESULTS,
  MOST_SLICED_TOOLS,
  MOST_TERMS,
  QUESTION,
  RESULT_BYTES,
  RESULTS,
  ROW_BYTES,
  TERM_BYTES,
  TERM_DELTA,
  TERM_DIRECTORY,
  TERM_RANKS,
  TERM_SUMMARY,
  TERMS,
  TOOL_BITS,
} from "./kernel/layout.ts";
import type { Question, Ranked } from "./matcher.ts";
import { type Rows, writeRow } from "./staging.ts";
import { channelTerm, type IndexedProfile, LEVEL_BITS, levelTerm, NEWCOMER_TERM, Tokens, tierTerm } from "./tokens.ts";

/** What a query cost: blocks that could hold somebody, blocks looked into, people scored. */
export interface Cost {
  kept: number;
  visited: number;
  scored: number;
}

export class DeltaFull extends Error {
  constructor() {
    super("the index has no room for more changes");
  }
}

/** Channels, tier and newness of a question, at most. */
const OWN_TERMS = 18;

/** An index in this process's memory: a sorted base that never changes but for who is still alive, and a delta of the people who changed since. */
export class MatchIndex {
  private readonly u8: Uint8Array;
  private readonly u16: Uint16Array;
  private readonly u32: Uint32Array;
  private readonly terms = new Map<
    number,
    { at: [summary: number, ranks: number, directory: number]; rows: number; delta: number }
  >();
  private readonly dictionary: Tokens;
  private readonly numbers: number[] = [];
  private tokensUsed: number;
  private deltaBitmapsUsed: number;
  deltaUsed = 0;

  private constructor(
    readonly memory: WebAssembly.Memory,
    readonly header: IndexHeader,
    private readonly rank: () => number,
  ) {
    this.u8 = new Uint8Array(memory.buffer);
    this.u16 = new Uint16Array(memory.buffer);
    this.u32 = new Uint32Array(memory.buffer);
    this.dictionary = new Tokens(header.tokens);
    this.tokensUsed = header.at.tokensUsed;
    this.deltaBitmapsUsed = header.at.deltaBitmaps;
    for (const [term, summary, ranks, directory, rows] of header.terms)
      this.terms.set(term, { at: [summary, ranks, directory], rows, delta: 0 });
  }

  static async open({ memory, header }: BuiltIndex, kernel: WebAssembly.Module): Promise<MatchIndex> {
    const { exports } = await WebAssembly.instantiate(kernel, { env: { memory } });
    return new MatchIndex(memory, header, exports.rank as () => number);
  }

  get people(): number {
    return this.header.baseRows + this.deltaUsed;
  }

  get cost(): Cost {
    const [kept, visited, scored] = [0, 4, 8].map((offset) => this.u32[(COST + offset) >>> 2]!) as [number, number, number];
    return { kept, visited, scored };
  }

  /** False for what only the database answers: very long lists or lists of terms, and a maximum of nothing or beyond 32 bits. */
  canAnswer(question: Question, limit: number): boolean {
    const { maxUsd, required } = question;
    return (
      limit <= MOST_RESULTS &&
      required.length + OWN_TERMS <= MOST_TERMS &&
      (maxUsd === null || (maxUsd > 0n && maxUsd <= 0xfffffffen))
    );
  }

  /** The exact best, best first (score.ts; ties by id). */
  best(question: Question, limit: number, { newcomers }: { newcomers: boolean }): Ranked[] {
    const least = Math.ceil((question.minCoveragePercent * question.need) / 100);
    const asked = this.askedTerms(question, newcomers);
    if (!asked || limit < 1 || least > question.need) return [];
    const mask = bytesOfBits(question.mask);
    this.u8.fill(0, QUESTION, QUESTION + 48);
    this.u8.set(mask, QUESTION + ASK_MASK);
    const ask = (offset: number, value: number) => {
      this.u32[(QUESTION + offset) >>> 2] = value;
    };
    ask(ASK_NEED, question.need);
    ask(ASK_LEAST, least);
    ask(ASK_MAX, question.maxUsd === null ? 0 : Number(question.maxUsd));
    ask(ASK_TOOLS, question.tools.length);
    ask(ASK_LIMIT, limit);
    ask(ASK_TERMS, asked.length);
    asked.forEach((term, i) => void this.ask(TERMS + i * TERM_BYTES, term));
    const sliced = question.tools.length <= MOST_SLICED_TOOLS ? question.tools : [];
    ask(ASK_SLICED, sliced.length);
    sliced.forEach((tool, i) => {
      for (let bit = 0; bit < LEVEL_BITS; bit++)
        this.ask(TOOL_BITS + (i * LEVEL_BITS + bit) * TERM_BYTES, this.terms.get(levelTerm(tool, bit)));
    });
    const weighed = question.tools.flatMap((tool) => this.dictionary.ofTool(tool));
    for (const { token, level } of weighed) this.u8[this.header.at.weights + token] = level;
    const found = this.rank();
    const text = this.textOf(found);
    const rows = Array.from({ length: found }, (_, place) => this.ranked(place, mask, text));
    for (const { token } of weighed) this.u8[this.header.at.weights + token] = 0;
    return rows;
  }

  /** Terms that everybody listed has, the rarest first; null when nobody has one of them. */
  private askedTerms({ required, channels, tier }: Question, newcomers: boolean) {
    const wanted = [...required];
    for (let bit = 0; bit < 16; bit++) if (channels & (1 << bit)) wanted.push(channelTerm(bit));
    if (tier > 1) wanted.push(tierTerm(tier));
    if (newcomers) wanted.push(NEWCOMER_TERM);
    const known = wanted.map((term) => this.terms.get(term));
    if (known.some((term) => term === undefined)) return null;
    return (known as NonNullable<(typeof known)[number]>[]).sort((a, b) => a.rows - b.rows);
  }

  /** Writes where a term's rows stand; zeros for a term that nobody has. */
  private ask(address: number, term: { at: [number, number, number]; delta: number } | undefined): void {
    const at = address >>> 2;
    this.u32[at + TERM_SUMMARY / 4] = term?.at[0] ?? 0;
    this.u32[at + TERM_RANKS / 4] = term?.at[1] ?? 0;
    this.u32[at + TERM_DIRECTORY / 4] = term?.at[2] ?? 0;
    this.u32[at + TERM_DELTA / 4] = term?.delta ?? 0;
  }

  /** Ids and free hours of all places, one after the other: one string cut up is made sooner than many put together. */
  private textOf(found: number): string {
    for (let place = 0; place < found; place++) {
      const person = this.header.at.rows + this.rowAt(place) * ROW_BYTES;
      const at = place * TEXT_BYTES;
      for (let i = 0; i < AVAIL_BYTES; i++) TEXT_WORDS[at / 8 + i] = BITS[this.u8[person + i]!]!;
      for (let i = 0; i < UUID_AT.length; i++) {
        const byte = this.u8[person + AT_ID + i]!;
        TEXT[at + AVAIL_CHARS + UUID_AT[i]!] = HEX[byte >> 4]!;
        TEXT[at + AVAIL_CHARS + UUID_AT[i]! + 1] = HEX[byte & 15]!;
      }
    }
    return TEXT.toString("latin1", 0, found * TEXT_BYTES);
  }

  private rowAt(place: number): number {
    return this.u32[(RESULTS + place * RESULT_BYTES + 4) >>> 2]!;
  }

  private ranked(place: number, mask: Uint8Array, text: string): Ranked {
    const row = this.rowAt(place);
    const person = this.header.at.rows + row * ROW_BYTES;
    let overlap = 0;
    for (let i = 0; i < AVAIL_BYTES; i++) overlap += ONES[this.u8[person + i]! & mask[i]!]!;
    const list = (this.header.at.tokens >>> 1) + this.u32[(this.header.at.tokenStarts >>> 2) + row]!;
    let toolLevels = 0;
    for (let i = 1; i <= this.u16[list]!; i++) toolLevels += this.u8[this.header.at.weights + this.u16[list + i]!]!;
    const at = place * TEXT_BYTES;
    return {
      agentId: text.slice(at + AVAIL_CHARS, at + AVAIL_CHARS + UUID_CHARS),
      total: this.u32[(RESULTS + place * RESULT_BYTES) >>> 2]! | 0,
      overlap,
      toolLevels,
      ratingMilli: this.u16[(person + AT_RATING) >>> 1]!,
      rateUsd: BigInt(this.u32[(person + AT_RATE) >>> 2]!),
      avail: text.slice(at, at + AVAIL_CHARS),
    };
  }

  /**
   * Takes a profile as it is now; null as profile: the person is not listed any more. The same again changes nothing that is seen.
   * @param id 16 bytes
   * @throws DeltaFull when the delta has no room: a rebuild is due
   */
  apply(id: Uint8Array, profile: IndexedProfile | null): void {
    const { at, baseBlocks, deltaRows } = this.header;
    const row = baseBlocks * BLOCK_ROWS + this.deltaUsed;
    if (this.deltaUsed >= deltaRows) throw new DeltaFull();
    const address = at.rows + row * ROW_BYTES;
    if (!profile) {
      // The free row lends its place to the id that is looked for.
      this.u8.set(id, address + AT_ID);
      this.bury(this.u32[slotOf(this.u32, at, address)]!);
      return;
    }
    const numbers = this.numbers;
    this.dictionary.write(profile, numbers);
    if (this.tokensUsed + numbers.length + 1 > at.tokensEnd) throw new DeltaFull();
    const places = this.deltaPlaces(numbers);
    writeRow(this.u8.subarray(at.rows), row, profile);
    const slot = slotOf(this.u32, at, address);
    this.bury(this.u32[slot]!);
    this.u32[slot] = row + 1;
    this.u32[(at.tokenStarts >>> 2) + row] = this.tokensUsed;
    this.u16[(at.tokens >>> 1) + this.tokensUsed++] = numbers.length;
    for (const number of numbers) this.u16[(at.tokens >>> 1) + this.tokensUsed++] = number;
    for (const bitmap of places) this.setBit(bitmap, this.deltaUsed);
    this.setBit(at.alive, row);
    widenBlock(this.u8, at.blocks + (row >>> BLOCK_SHIFT) * ROW_BYTES, address);
    this.deltaUsed++;
    this.u32[(LAYOUT + LAYOUT_DELTA_BLOCKS) >>> 2] = Math.ceil(this.deltaUsed / BLOCK_ROWS);
  }

  private bury(rowPlusOne: number): void {
    if (rowPlusOne === 0) return;
    const byte = this.header.at.alive + ((rowPlusOne - 1) >>> 3);
    this.u8[byte] = this.u8[byte]! & ~(1 << ((rowPlusOne - 1) & 7));
  }

  private setBit(bitmap: number, bit: number): void {
    this.u8[bitmap + (bit >>> 3)] = this.u8[bitmap + (bit >>> 3)]! | (1 << (bit & 7));
  }

  /** The delta's bitmaps of all terms of some tokens; a term that the delta has not met yet gets one. */
  private deltaPlaces(tokens: number[]): number[] {
    const bytes = this.header.deltaRows / 8;
    return tokens
      .flatMap((token) => this.dictionary.list[token]!.terms)
      .map((term) => {
        let known = this.terms.get(term);
        if (known?.delta) return known.delta;
        if (this.deltaBitmapsUsed + bytes > this.header.at.deltaBitmapsEnd) throw new DeltaFull();
        // A term that nobody of the base has: its summary is the row of zeros that no term uses.
        known ??= { at: [this.zeros(), this.zeros(), this.zeros()], rows: 0, delta: 0 };
        known.delta = this.deltaBitmapsUsed;
        this.deltaBitmapsUsed += bytes;
        this.terms.set(term, known);
        return known.delta;
      });
  }

  private zerosAt = 0;
  /** As many zero bytes as a summary has, taken from the delta's bitmaps once. */
  private zeros(): number {
    if (this.zerosAt) return this.zerosAt;
    const bytes = Math.ceil(this.header.baseBlocks / 64) * 8 + 64;
    if (this.deltaBitmapsUsed + bytes > this.header.at.deltaBitmapsEnd) throw new DeltaFull();
    this.zerosAt = this.deltaBitmapsUsed;
    this.deltaBitmapsUsed += Math.ceil(bytes / 64) * 64;
    return this.zerosAt;
  }

  /** Everybody as they are now, for a rebuild. What is applied meanwhile must be applied to the rebuilt index too. */
  rows(): Rows {
    return rowsOf(this.memory, { ...this.header, tokens: this.dictionary.entries() }, this.deltaUsed);
  }

  /** What a thread needs to call `rowsOf`. */
  frozen() {
    return { memory: this.memory, header: { ...this.header, tokens: this.dictionary.entries() }, deltaUsed: this.deltaUsed };
  }
}

export function rowsOf(memory: WebAssembly.Memory, { at, baseBlocks, tokens }: IndexHeader, deltaUsed: number): Rows {
  const u8 = new Uint8Array(memory.buffer);
  const count = baseBlocks * BLOCK_ROWS + deltaUsed;
  return {
    count,
    bytes: new Uint8Array(memory.buffer, at.rows, count * ROW_BYTES),
    tokenStarts: new Uint32Array(memory.buffer, at.tokenStarts, count),
    tokens: new Uint16Array(memory.buffer, at.tokens, at.tokensEnd),
    dictionary: new Tokens(tokens),
    isAlive: (row) => (u8[at.alive + (row >>> 3)]! & (1 << (row & 7))) !== 0,
  };
}

const UUID_CHARS = 36;
/** Where each byte of a uuid begins in its text. */
const UUID_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const AVAIL_CHARS = AVAIL_BYTES * 8;
/** Room for the hours and the id of a row as text, in whole words. */
const TEXT_BYTES = AVAIL_CHARS + Math.ceil(UUID_CHARS / 8) * 8;
const TEXT = Buffer.from(new ArrayBuffer(MOST_RESULTS * TEXT_BYTES)).fill("-");
const TEXT_WORDS = new Float64Array(TEXT.buffer);
/** The eight characters of a byte's bits, read as one number: nothing made of 0x30 and 0x31 is a NaN. */
const BITS = new Float64Array(256);
Buffer.from(BITS.buffer).write(Array.from(BITS, (_, byte) => byte.toString(2).padStart(8, "0")).join(""), "latin1");
const HEX = Buffer.from("0123456789abcdef", "latin1");
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** Half-hours as PostgreSQL sends bit(336): the first in the highest bit of the first byte. */
export function bytesOfBits(bits: string): Uint8Array {
  const bytes = new Uint8Array(AVAIL_BYTES);
  for (let i = 0; i < bits.length; i++) if (bits.charCodeAt(i) === 49) bytes[i >> 3] = bytes[i >> 3]! | (128 >> (i & 7));
  return bytes;
}

export function bytesOfUuid(id: string): Uint8Array {
  const hex = id.replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
