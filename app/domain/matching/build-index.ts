import {
  AT_ID,
  AT_QUALITY,
  AT_RATE,
  AT_RATING,
  AVAIL_BYTES,
  BLOCK_ROWS,
  BLOCK_SHIFT,
  FIRST_SECTION,
  IS_LIST,
  LAYOUT,
  LAYOUT_ALIVE,
  LAYOUT_BASE_BLOCKS,
  LAYOUT_BLOCKS,
  LAYOUT_BOUNDS,
  LAYOUT_CONTAINERS,
  LAYOUT_DELTA_BLOCKS,
  LAYOUT_ORDERED,
  LAYOUT_ROWS,
  LAYOUT_SURVIVORS,
  LAYOUT_TOKEN_STARTS,
  LAYOUT_TOKENS,
  LAYOUT_WEIGHTS,
  MOST_LISTED,
  RATING_WEIGHT,
  ROW_BYTES,
  SLOPE_1,
  SLOPE_2,
  SLOPE_3,
  SLOPE_4,
} from "./kernel/layout.ts";
import type { Rows } from "./staging.ts";
import { MOST_TOKENS, type Tokens } from "./tokens.ts";

/** What belongs to the memory of an index and is not in it. It can be cloned and written as JSON. */
export interface IndexHeader {
  /** Rows of the base, and rows that the delta has room for. */
  baseRows: number;
  baseBlocks: number;
  deltaRows: number;
  /** Addresses in bytes; of tokens and delta bitmaps also the ends. */
  at: {
    rows: number;
    blocks: number;
    alive: number;
    tokenStarts: number;
    tokens: number;
    tokensUsed: number;
    tokensEnd: number;
    weights: number;
    slots: number;
    slotCount: number;
    deltaBitmaps: number;
    deltaBitmapsEnd: number;
  };
  /** Term, then addresses of its summary, ranks and directory, and how many rows of the base have it. */
  terms: [term: number, summary: number, ranks: number, directory: number, rows: number][];
  tokens: ReturnType<Tokens["entries"]>;
  bytes: number;
}

export interface BuiltIndex {
  memory: WebAssembly.Memory;
  header: IndexHeader;
}

const SLOPES = [SLOPE_1, SLOPE_2, SLOPE_3, SLOPE_4];
const PAGE = 65_536;
const BITMAP_WORDS = BLOCK_ROWS / 16;
/** A delta of a 64th of the people is folded in long before it is felt; it has room for twice what starts a rebuild. */
const SMALLEST_DELTA = 16_384;
const LARGEST_DELTA = 131_072;
/** Tokens kept free for a row of the delta on average, and terms that the delta may bring. */
const TOKENS_A_ROW = 24;
const NEW_TERMS = 1024;

export const deltaRowsFor = (rows: number) =>
  Math.min(LARGEST_DELTA, Math.max(SMALLEST_DELTA, 2 ** Math.ceil(Math.log2(Math.max(1, rows / 32)))));

/**
 * Builds the base from rows in any order: sorted by hour group, then by static quality, the best first (matching.md, "Layout").
 * It works for seconds on millions of rows, so it runs in a thread of its own.
 */
export function buildIndex(source: Rows): BuiltIndex {
  const order = sortedRows(source);
  const inverted = invert(source, order);
  const baseBlocks = Math.ceil(order.length / BLOCK_ROWS);
  const deltaRows = deltaRowsFor(order.length);
  const blocks = baseBlocks + deltaRows / BLOCK_ROWS;
  const words = Math.ceil(baseBlocks / 64);
  let tokensInUse = 0;
  for (const row of order) tokensInUse += source.tokens[source.tokenStarts[row]!]! + 1;

  let end = FIRST_SECTION;
  const place = (bytes: number) => {
    const at = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return at;
  };
  const slotCount = 2 ** Math.ceil(Math.log2((order.length + deltaRows) * 1.5 + 1));
  const at = {
    rows: place(blocks * BLOCK_ROWS * ROW_BYTES),
    blocks: place(blocks * ROW_BYTES),
    alive: place((blocks * BLOCK_ROWS) / 8),
    tokenStarts: place(blocks * BLOCK_ROWS * 4),
    tokens: place((tokensInUse + deltaRows * TOKENS_A_ROW) * 2),
    tokensUsed: tokensInUse,
    tokensEnd: tokensInUse + deltaRows * TOKENS_A_ROW,
    weights: place(MOST_TOKENS),
    slots: place(slotCount * 4),
    slotCount,
    bounds: place(blocks * 4),
    survivors: place(blocks * 4),
    ordered: place(blocks * 4),
    containers: place((inverted.containersUsed + inverted.terms.size * BITMAP_WORDS) * 2 + 64),
    summaries: place(inverted.terms.size * words * 8),
    ranks: place(inverted.terms.size * words * 4),
    directories: place(inverted.entries * 4),
    deltaBitmaps: place((inverted.terms.size + NEW_TERMS) * (deltaRows / 8)),
    deltaBitmapsEnd: 0,
  };
  at.deltaBitmapsEnd = end;
  const pages = Math.ceil(end / PAGE);
  if (pages > 65_536) throw new RangeError(`an index of ${order.length} people does not fit the 4 GiB of WebAssembly`);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const u8 = new Uint8Array(memory.buffer);
  const u16 = new Uint16Array(memory.buffer);
  const u32 = new Uint32Array(memory.buffer);

  const layout: [number, number][] = [
    [LAYOUT_ROWS, at.rows],
    [LAYOUT_BLOCKS, at.blocks],
    [LAYOUT_ALIVE, at.alive],
    [LAYOUT_TOKEN_STARTS, at.tokenStarts],
    [LAYOUT_TOKENS, at.tokens],
    [LAYOUT_WEIGHTS, at.weights],
    [LAYOUT_BOUNDS, at.bounds],
    [LAYOUT_SURVIVORS, at.survivors],
    [LAYOUT_ORDERED, at.ordered],
    [LAYOUT_CONTAINERS, at.containers],
    [LAYOUT_BASE_BLOCKS, baseBlocks],
    [LAYOUT_DELTA_BLOCKS, 0],
  ];
  for (const [offset, value] of layout) u32[(LAYOUT + offset) >>> 2] = value;

  for (let block = 0; block < blocks; block++) emptyBlock(u32, at.blocks + block * ROW_BYTES);
  let used = at.tokens >>> 1;
  for (let row = 0; row < order.length; row++) {
    const from = order[row]!;
    u8.set(source.bytes.subarray(from * ROW_BYTES, (from + 1) * ROW_BYTES), at.rows + row * ROW_BYTES);
    const start = source.tokenStarts[from]!;
    const length = source.tokens[start]! + 1;
    u32[(at.tokenStarts >>> 2) + row] = used - (at.tokens >>> 1);
    for (let i = 0; i < length; i++) u16[used++] = source.tokens[start + i]!;
    const alive = at.alive + (row >>> 3);
    u8[alive] = u8[alive]! | (1 << (row & 7));
    widenBlock(u8, at.blocks + (row >>> BLOCK_SHIFT) * ROW_BYTES, at.rows + row * ROW_BYTES);
    u32[slotOf(u32, at, at.rows + row * ROW_BYTES)] = row + 1;
  }

  // Term by term: a query reads few terms in many blocks, and a rare term's lists of all blocks fit a processor's cache then.
  let container = 0;
  const terms: IndexHeader["terms"] = [];
  let directory = at.directories;
  for (const [term, entries] of inverted.terms) {
    // Bitmaps first, each in a line of the cache; the lists follow them.
    let bitmap = Math.ceil(container / BITMAP_WORDS) * BITMAP_WORDS;
    container = bitmap + BITMAP_WORDS * entries.containers.filter((entry) => (entry & IS_LIST) === 0).length;
    const summary = at.summaries + terms.length * words * 8;
    const ranks = at.ranks + terms.length * words * 4;
    entries.blocks.forEach((block, i) => {
      const word = (summary >>> 2) + (block >>> 5);
      u32[word] = u32[word]! | (1 << (block & 31));
      const isList = (entries.containers[i]! & IS_LIST) !== 0;
      const from = (entries.containers[i]! & ~IS_LIST) >>> 0;
      const length = isList ? 1 + inverted.containers[from]! : BITMAP_WORDS;
      const to = isList ? container : bitmap;
      u16.set(inverted.containers.subarray(from, from + length), (at.containers >>> 1) + to);
      u32[(directory >>> 2) + i] = isList ? (to | IS_LIST) >>> 0 : to;
      if (isList) container += length;
      else bitmap += length;
      // What stands before a group of 64 blocks: counted up group by group below.
      if (block >>> 6 < words - 1) u32[(ranks >>> 2) + (block >>> 6) + 1]!++;
    });
    for (let word = 1; word < words; word++) u32[(ranks >>> 2) + word]! += u32[(ranks >>> 2) + word - 1]!;
    terms.push([term, summary, ranks, directory, entries.rows]);
    directory += entries.blocks.length * 4;
  }
  const { bounds, survivors, ordered, containers, summaries, ranks, directories, ...kept } = at;
  return {
    memory,
    header: {
      baseRows: order.length,
      baseBlocks,
      deltaRows,
      at: kept,
      terms,
      tokens: source.dictionary.entries(),
      bytes: pages * PAGE,
    },
  };
}

function popcount(byte: number): number {
  let bits = byte - ((byte >> 1) & 0x55);
  bits = (bits & 0x33) + ((bits >> 2) & 0x33);
  return (bits + (bits >> 4)) & 0x0f;
}

/** Six slots of four hours (UTC) in which somebody works on weekdays, and whether at weekends; a slot of a day is one byte of the hours. */
function hourGroup(bytes: Uint8Array, at: number): number {
  let group = 0;
  for (let slot = 0; slot < 6; slot++) {
    let worked = 0;
    for (let day = 0; day < 5; day++) worked += popcount(bytes[at + day * 6 + slot]!);
    if (worked >= 10) group |= 1 << slot;
  }
  let weekend = 0;
  for (let byte = 30; byte < AVAIL_BYTES; byte++) weekend += popcount(bytes[at + byte]!);
  return weekend >= 8 ? group | 64 : group;
}

const QUALITY_STEPS = 1024;

/** Numbers of the living rows, sorted; a counting sort over 128 hour groups and 1,024 steps of quality. */
function sortedRows({ count, bytes, isAlive }: Rows): Uint32Array {
  const u16 = new Uint16Array(bytes.buffer, bytes.byteOffset);
  const u32 = new Uint32Array(bytes.buffer, bytes.byteOffset);
  const keys = new Uint32Array(count);
  const starts = new Uint32Array(128 * QUALITY_STEPS + 1);
  let living = 0;
  for (let row = 0; row < count; row++) {
    if (!isAlive(row)) {
      keys[row] = 0xffffffff;
      continue;
    }
    const at = row * ROW_BYTES;
    const quality = RATING_WEIGHT * u16[(at + AT_RATING) >>> 1]! - 50 * u32[(at + AT_RATE) >>> 2]!;
    const step = Math.min(QUALITY_STEPS - 1, Math.max(0, Math.floor((quality + 724_288) / 1024)));
    keys[row] = hourGroup(bytes, at) * QUALITY_STEPS + (QUALITY_STEPS - 1 - step);
    starts[keys[row]! + 1]!++;
    living++;
  }
  for (let key = 1; key < starts.length; key++) starts[key]! += starts[key - 1]!;
  const order = new Uint32Array(living);
  for (let row = 0; row < count; row++) if (keys[row] !== 0xffffffff) order[starts[keys[row]!]!++] = row;
  return order;
}

interface TermEntries {
  rows: number;
  blocks: number[];
  containers: number[];
}

/** Which rows of each block have a term: a bitmap of 64 bytes, or a list where they are few. */
function invert(source: Rows, order: Uint32Array) {
  const numbers = new Map<number, number>();
  const entriesOf: TermEntries[] = [];
  const termNumber = (term: number) => {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    numbers.set(term, entriesOf.length);
    return entriesOf.push({ rows: 0, blocks: [], containers: [] }) - 1;
  };
  const termsOfToken = source.dictionary.list.map((token) => token.terms.map(termNumber));
  let containers = new Uint16Array(1 << 16);
  let containersUsed = 0;
  let entries = 0;
  const bitmaps = new Uint16Array(entriesOf.length * 32);
  const seen = new Int32Array(entriesOf.length).fill(-1);
  const counts = new Uint16Array(entriesOf.length);
  for (let first = 0; first < order.length; first += BLOCK_ROWS) {
    const touched: number[] = [];
    const last = Math.min(order.length, first + BLOCK_ROWS);
    for (let row = first; row < last; row++) {
      const start = source.tokenStarts[order[row]!]!;
      const length = source.tokens[start]!;
      for (let i = 1; i <= length; i++) {
        for (const term of termsOfToken[source.tokens[start + i]!]!) {
          if (seen[term] !== first) {
            seen[term] = first;
            counts[term] = 0;
            bitmaps.fill(0, term * 32, term * 32 + 32);
            touched.push(term);
          }
          const word = term * 32 + ((row - first) >>> 4);
          const bit = 1 << (row & 15);
          if ((bitmaps[word]! & bit) === 0) counts[term]!++;
          bitmaps[word] = bitmaps[word]! | bit;
        }
      }
    }
    if (containersUsed + touched.length * 32 > containers.length) {
      const larger = new Uint16Array(containers.length * 2 + touched.length * 32);
      larger.set(containers);
      containers = larger;
    }
    for (const term of touched) {
      const isList = counts[term]! <= MOST_LISTED;
      entriesOf[term]!.rows += counts[term]!;
      entriesOf[term]!.blocks.push(first / BLOCK_ROWS);
      entriesOf[term]!.containers.push(isList ? (containersUsed | IS_LIST) >>> 0 : containersUsed);
      entries++;
      const bitmap = bitmaps.subarray(term * 32, term * 32 + 32);
      if (!isList) {
        containers.set(bitmap, containersUsed);
        containersUsed += 32;
        continue;
      }
      containers[containersUsed++] = counts[term]!;
      for (let row = 0; row < BLOCK_ROWS; row++) if (bitmap[row >>> 4]! & (1 << (row & 15))) containers[containersUsed++] = row;
    }
  }
  const terms = new Map([...numbers].map(([term, number]) => [term, entriesOf[number]!]));
  return { terms, containers, containersUsed, entries };
}

const LOWEST_QUALITY = -(2 ** 30);

/** Bounds of a block in which nobody is yet. */
export function emptyBlock(u32: Uint32Array, at: number): void {
  for (let i = 0; i < ROW_BYTES / 4; i++) u32[(at >>> 2) + i] = 0;
  u32[(at + AT_RATE) >>> 2] = 0xffffffff;
  for (let i = 0; i < SLOPES.length; i++) u32[(at + AT_QUALITY + 4 * i) >>> 2] = LOWEST_QUALITY;
}

/** Makes the bounds of a block hold for one more row. */
export function widenBlock(u8: Uint8Array, block: number, row: number): void {
  const view = new DataView(u8.buffer);
  for (let i = 0; i < AVAIL_BYTES; i++) u8[block + i] = u8[block + i]! | u8[row + i]!;
  const rating = view.getUint16(row + AT_RATING, true);
  const rate = view.getUint32(row + AT_RATE, true);
  if (rating > view.getUint16(block + AT_RATING, true)) view.setUint16(block + AT_RATING, rating, true);
  if (rate < view.getUint32(block + AT_RATE, true)) view.setUint32(block + AT_RATE, rate, true);
  SLOPES.forEach((slope, i) => {
    const quality = Math.max(LOWEST_QUALITY, RATING_WEIGHT * rating - slope * rate);
    if (quality > view.getInt32(block + AT_QUALITY + 4 * i, true)) view.setInt32(block + AT_QUALITY + 4 * i, quality, true);
  });
}

/** The place in the hash table of the person whose id stands in the row at an address: their newest row + 1, or 0. */
export function slotOf(u32: Uint32Array, at: IndexHeader["at"], row: number): number {
  const id = (row + AT_ID) >>> 2;
  const hash =
    Math.imul(u32[id + 3]! ^ Math.imul(u32[id + 2]!, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(u32[id]! ^ u32[id + 1]!, 0xc2b2ae35);
  const last = at.slotCount - 1;
  for (let slot = (hash ^ (hash >>> 15)) & last; ; slot = (slot + 1) & last) {
    const place = (at.slots >>> 2) + slot;
    const known = u32[place]!;
    if (known === 0) return place;
    const other = (at.rows + (known - 1) * ROW_BYTES + AT_ID) >>> 2;
    if (
      u32[other] === u32[id] &&
      u32[other + 1] === u32[id + 1] &&
      u32[other + 2] === u32[id + 2] &&
      u32[other + 3] === u32[id + 3]
    )
      return place;
  }
}
