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
  AT_QUALITY,
  AT_RATE,
  AT_RATING,
  BATCH,
  BATCH_BYTES,
  BATCH_TERMS,
  BIT_CONTAINERS,
  BLOCK_BITMAP_BYTES,
  BLOCK_SHIFT,
  BUCKET_SHIFT,
  BUCKETS,
  CANDIDATES,
  COST,
  HALF_HOURS,
  HISTOGRAM,
  HOUR_POINTS,
  HOURS_WEIGHT,
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
  MOST_TERMS,
  NOBODY,
  PEOPLED,
  POINTS,
  PRICE_WEIGHT,
  QUESTION,
  RATING_WEIGHT,
  RESULT_BYTES,
  RESULTS,
  ROW_SHIFT,
  SLOPE_1,
  SLOPE_2,
  SLOPE_3,
  SLOPE_4,
  TERM_BYTES,
  TERM_DELTA,
  TERM_DIRECTORY,
  TERM_RANKS,
  TERM_SUMMARY,
  TERMS,
  TOGETHER,
  TOOL_BITS,
  TOOLS_WEIGHT,
  TOP_LEVEL,
  UNPACKED,
  UNPACKED_BITS,
  WORTH_SCORING,
} from "./layout.ts";

/**
 * The best people for a role, exactly (matching.md, "Two engines"). Every block that may hold somebody gets an upper bound of its scores;
 * blocks are visited best bound first, until no bound reaches the last place. This file is AssemblyScript: it runs as WebAssembly.
 */

let rows: usize = 0;
let blocks: usize = 0;
let alive: usize = 0;
let tokenStarts: usize = 0;
let tokens: usize = 0;
let weights: usize = 0;
let bounds: usize = 0;
let survivors: usize = 0;
let ordered: usize = 0;
let containers: usize = 0;
let baseBlocks: u32 = 0;
let deltaBlocks: u32 = 0;

let mask0: u64 = 0;
let mask1: u64 = 0;
let mask2: u64 = 0;
let mask3: u64 = 0;
let mask4: u64 = 0;
let mask5: u64 = 0;
let hasMax: bool = false;
let highestRate: u32 = 0;
let tools: u32 = 0;
let limit: u32 = 0;
let terms: u32 = 0;
let sliced: u32 = 0;

/** Points that a minor unit of rate takes away, and between which two kept qualities that slope lies. */
let pricePerUnit: f64 = 0;
let lowerSlope: u32 = 0;
let lowerShare: f64 = 0;
let upperShare: f64 = 0;
let steeper: f64 = 0;

let found: u32 = 0;
/** Score of the last place once all places are taken; -1 before. */
let threshold: i32 = -1;
let visited: u32 = 0;
let scored: u32 = 0;
/** People of the blocks looked into, in CANDIDATES. */
let people: u32 = 0;
/** What was read only to have it near; it is kept so that the reading is. */
let touched: u32 = 0;

/** Answers the question that stands at QUESTION and TERMS. @returns how many RESULTS there are, best first */
export function rank(): u32 {
  readLayout();
  readQuestion();
  found = 0;
  threshold = -1;
  visited = 0;
  scored = 0;
  people = 0;
  const kept = boundBlocks();
  orderByBound(kept);
  visitBase(kept);
  visitDelta();
  store<u32>(COST, kept);
  store<u32>(COST, visited, 4);
  store<u32>(COST, scored, 8);
  store<u32>(COST, touched, 12);
  return found;
}

function readLayout(): void {
  rows = load<u32>(LAYOUT, LAYOUT_ROWS);
  blocks = load<u32>(LAYOUT, LAYOUT_BLOCKS);
  alive = load<u32>(LAYOUT, LAYOUT_ALIVE);
  tokenStarts = load<u32>(LAYOUT, LAYOUT_TOKEN_STARTS);
  tokens = load<u32>(LAYOUT, LAYOUT_TOKENS);
  weights = load<u32>(LAYOUT, LAYOUT_WEIGHTS);
  bounds = load<u32>(LAYOUT, LAYOUT_BOUNDS);
  survivors = load<u32>(LAYOUT, LAYOUT_SURVIVORS);
  ordered = load<u32>(LAYOUT, LAYOUT_ORDERED);
  containers = load<u32>(LAYOUT, LAYOUT_CONTAINERS);
  baseBlocks = load<u32>(LAYOUT, LAYOUT_BASE_BLOCKS);
  deltaBlocks = load<u32>(LAYOUT, LAYOUT_DELTA_BLOCKS);
}

function readQuestion(): void {
  mask0 = load<u64>(QUESTION, ASK_MASK);
  mask1 = load<u64>(QUESTION, ASK_MASK + 8);
  mask2 = load<u64>(QUESTION, ASK_MASK + 16);
  mask3 = load<u64>(QUESTION, ASK_MASK + 24);
  mask4 = load<u64>(QUESTION, ASK_MASK + 32);
  mask5 = load<u64>(QUESTION, ASK_MASK + 40);
  const max = load<u32>(QUESTION, ASK_MAX);
  hasMax = max > 0;
  highestRate = hasMax ? max : u32.MAX_VALUE;
  tools = load<u32>(QUESTION, ASK_TOOLS);
  limit = load<u32>(QUESTION, ASK_LIMIT);
  terms = load<u32>(QUESTION, ASK_TERMS);
  sliced = load<u32>(QUESTION, ASK_SLICED);
  fillHourPoints(load<u32>(QUESTION, ASK_NEED), load<u32>(QUESTION, ASK_LEAST));
  if (hasMax) chooseSlopes(max);
}

/** Points by overlap, so that no row and no block divides; -1 where the overlap is too small to be listed. */
function fillHourPoints(need: u32, least: u32): void {
  const divisor: u32 = need > 0 ? need : 1;
  for (let overlap: u32 = 0; overlap <= <u32>HALF_HOURS; overlap++) {
    const covered = overlap < need ? overlap : need;
    const points: i32 = covered < least ? -1 : <i32>((<u32>HOURS_WEIGHT * covered) / divisor);
    store<i32>(HOUR_POINTS + (overlap << 2), points);
  }
}

function slopeAt(index: u32): f64 {
  if (index === 0) return 0;
  if (index === 1) return SLOPE_1;
  if (index === 2) return SLOPE_2;
  return index === 3 ? SLOPE_3 : SLOPE_4;
}

function chooseSlopes(max: u32): void {
  pricePerUnit = <f64>PRICE_WEIGHT / <f64>max;
  lowerSlope = 3;
  while (lowerSlope > 0 && slopeAt(lowerSlope) > pricePerUnit) lowerSlope--;
  const lower = slopeAt(lowerSlope);
  const upper = slopeAt(lowerSlope + 1);
  steeper = pricePerUnit > upper ? pricePerUnit - upper : 0;
  upperShare = steeper > 0 ? 1 : (pricePerUnit - lower) / (upper - lower);
  lowerShare = 1 - upperShare;
}

function overlapOf(hours: usize): u32 {
  return <u32>(
    (popcnt(load<u64>(hours) & mask0) +
      popcnt(load<u64>(hours, 8) & mask1) +
      popcnt(load<u64>(hours, 16) & mask2) +
      popcnt(load<u64>(hours, 24) & mask3) +
      popcnt(load<u64>(hours, 32) & mask4) +
      popcnt(load<u64>(hours, 40) & mask5))
  );
}

function hourPoints(hours: usize): i32 {
  return load<i32>(HOUR_POINTS + (overlapOf(hours) << 2));
}

/** The best quality of a block for one of the five slopes; for the slope 0 that is its best rating. */
function qualityOf(block: usize, slope: u32): f64 {
  if (slope === 0) return <f64>(RATING_WEIGHT * <i32>load<u16>(block, AT_RATING));
  return <f64>load<i32>(block + ((slope - 1) << 2), AT_QUALITY);
}

/** No score in the block is above this; -1 where nobody in it can be listed. */
function boundOf(block: usize): i32 {
  const lowest = load<u32>(block, AT_RATE);
  if (lowest > highestRate) return -1;
  const hours = hourPoints(block);
  if (hours < 0) return -1;
  const rating = RATING_WEIGHT * <i32>load<u16>(block, AT_RATING);
  if (!hasMax) return hours + TOOLS_WEIGHT + rating + PRICE_WEIGHT;
  const apart = <f64>rating - pricePerUnit * <f64>lowest;
  const together =
    lowerShare * qualityOf(block, lowerSlope) + upperShare * qualityOf(block, lowerSlope + 1) - steeper * <f64>lowest;
  // The points are whole and floored; one more makes up for the fraction that this conversion cuts off.
  return hours + TOOLS_WEIGHT + PRICE_WEIGHT + <i32>(apart < together ? apart : together) + 1;
}

function bucketOf(bound: i32): u32 {
  const bucket = <i32>(BUCKETS - 1) - (bound >> BUCKET_SHIFT);
  return bucket < 0 ? 0 : <u32>bucket;
}

/** Bounds every base block in which each term occurs. @returns how many blocks are kept, in SURVIVORS */
function boundBlocks(): u32 {
  memory.fill(HISTOGRAM, 0, (BUCKETS + 1) << 2);
  let kept: u32 = 0;
  for (let first: u32 = 0; first < baseBlocks; first += 64) {
    let candidates = blocksWithAllTerms(first);
    while (candidates !== 0) {
      const block = first + <u32>ctz(candidates);
      candidates &= candidates - 1;
      const bound = boundOf(blocks + (block << ROW_SHIFT));
      if (bound < 0) continue;
      store<i32>(bounds + (block << 2), bound);
      store<u32>(survivors + (kept << 2), block);
      kept++;
      const next = HISTOGRAM + ((bucketOf(bound) + 1) << 2);
      store<u32>(next, load<u32>(next) + 1);
    }
  }
  return kept;
}

/** A bit for each of the 64 blocks from `first` on. */
function blocksWithAllTerms(first: u32): u64 {
  const left = baseBlocks - first;
  let candidates: u64 = left < 64 ? ((<u64>1) << left) - 1 : u64.MAX_VALUE;
  for (let term: u32 = 0; term < terms && candidates !== 0; term++) {
    candidates &= load<u64>(<usize>load<u32>(TERMS + term * TERM_BYTES, TERM_SUMMARY) + (first >> 3));
  }
  return candidates;
}

/** A counting sort by bucket: order within a bucket does not matter, as each of its blocks is held against the threshold anyway. */
function orderByBound(kept: u32): void {
  for (let bucket: u32 = 0; bucket < <u32>BUCKETS; bucket++) {
    const at = HISTOGRAM + (bucket << 2);
    store<u32>(at, load<u32>(at) + load<u32>(at, 4), 4);
  }
  for (let place: u32 = 0; place < kept; place++) {
    const block = load<u32>(survivors + (place << 2));
    const next = HISTOGRAM + (bucketOf(load<i32>(bounds + (block << 2))) << 2);
    const position = load<u32>(next);
    store<u32>(next, position + 1);
    store<u32>(ordered + (position << 2), block);
  }
}

function visitBase(kept: u32): void {
  let place: u32 = 0;
  let isOver = false;
  while (place < kept && !isOver) {
    let many: u32 = 0;
    for (; place < kept && many < <u32>TOGETHER; place++) {
      const block = load<u32>(ordered + (place << 2));
      const bound = load<i32>(bounds + (block << 2));
      // All that follow are in this bucket or a lower one.
      isOver = bucketOf(bound) > bucketOf(threshold);
      if (isOver) break;
      if (bound < threshold) continue;
      store<u32>(BATCH + many * BATCH_BYTES, block);
      store<i32>(BATCH + many * BATCH_BYTES, bound, 4);
      many++;
    }
    visited += many;
    const rare = terms < RARE_TERMS ? terms : RARE_TERMS;
    many = keepRare(rare, many);
    many = keepWith(rare, terms, many);
    for (let one: u32 = 0; one < many; one++) {
      const at = BATCH + one * BATCH_BYTES;
      pick(load<u32>(at), -1, load<i32>(at, 4), PEOPLED + one * BLOCK_BITMAP_BYTES);
      if (people >= <u32>WORTH_SCORING) score();
    }
  }
  score();
}

/** Terms that are looked at before the others, the rarest: in most blocks nobody has both. */
const RARE_TERMS: u32 = 2;

/** Finds and touches what terms hold in the blocks of the batch: no branch depends on it, so a processor waits for all at once. */
function fetchTerms(first: u32, end: u32, many: u32): void {
  for (let one: u32 = 0; one < many; one++) {
    const block = load<u32>(BATCH + one * BATCH_BYTES);
    for (let term = first; term < end; term++) {
      const entry = entryOf(TERMS + term * TERM_BYTES, block);
      touched += <u32>load<u16>(containers + ((entry & ~IS_LIST) << 1));
      store<u32>(BATCH_TERMS + ((one * <u32>MOST_TERMS + term) << 2), entry);
    }
  }
}

function fetched(one: u32, term: u32): u32 {
  return load<u32>(BATCH_TERMS + ((one * <u32>MOST_TERMS + term) << 2));
}

/** Of each block of the batch the people who have the rarest terms; blocks without any are dropped, without a branch. @returns how many are left */
function keepRare(rare: u32, many: u32): u32 {
  fetchTerms(0, rare, many);
  let left: u32 = 0;
  for (let one: u32 = 0; one < many; one++) {
    const living = alive + load<u32>(BATCH + one * BATCH_BYTES) * BLOCK_BITMAP_BYTES;
    const first = rare > 0 ? bitmapOf(fetched(one, 0), UNPACKED) : living;
    const second = rare > 1 ? bitmapOf(fetched(one, 1), UNPACKED + BLOCK_BITMAP_BYTES) : first;
    const people = PEOPLED + left * BLOCK_BITMAP_BYTES;
    const a = v128.and(v128.load(living), v128.and(v128.load(first), v128.load(second)));
    const b = v128.and(v128.load(living, 16), v128.and(v128.load(first, 16), v128.load(second, 16)));
    const c = v128.and(v128.load(living, 32), v128.and(v128.load(first, 32), v128.load(second, 32)));
    const d = v128.and(v128.load(living, 48), v128.and(v128.load(first, 48), v128.load(second, 48)));
    v128.store(people, a);
    v128.store(people, b, 16);
    v128.store(people, c, 32);
    v128.store(people, d, 48);
    store<u64>(BATCH + left * BATCH_BYTES, load<u64>(BATCH + one * BATCH_BYTES));
    left += <u32>v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
  }
  return left;
}

/** Of the people left in each block those who have some terms. @returns how many blocks are left, in their order */
function keepWith(first: u32, end: u32, many: u32): u32 {
  fetchTerms(first, end, many);
  let left: u32 = 0;
  for (let one: u32 = 0; one < many; one++) {
    const people = PEOPLED + one * BLOCK_BITMAP_BYTES;
    let some = true;
    for (let term = first; term < end && some; term++) some = keepInBoth(people, bitmapOf(fetched(one, term), UNPACKED));
    if (!some) continue;
    store<u64>(BATCH + left * BATCH_BYTES, load<u64>(BATCH + one * BATCH_BYTES));
    copyBitmap(PEOPLED + left * BLOCK_BITMAP_BYTES, people);
    left++;
  }
  return left;
}

function copyBitmap(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/** @returns whether anybody is left */
function keepInBoth(people: usize, others: usize): bool {
  const a = v128.and(v128.load(people), v128.load(others));
  const b = v128.and(v128.load(people, 16), v128.load(others, 16));
  const c = v128.and(v128.load(people, 32), v128.load(others, 32));
  const d = v128.and(v128.load(people, 48), v128.load(others, 48));
  v128.store(people, a);
  v128.store(people, b, 16);
  v128.store(people, c, 32);
  v128.store(people, d, 48);
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

/** Where the rows of a term stand, for a base block in which it occurs. */
function entryOf(asked: usize, block: u32): u32 {
  const word = block >> 6;
  const before = load<u64>(<usize>load<u32>(asked, TERM_SUMMARY) + (word << 3)) & (((<u64>1) << (block & 63)) - 1);
  const rank = load<u32>(<usize>load<u32>(asked, TERM_RANKS) + (word << 2)) + <u32>popcnt(before);
  return load<u32>(<usize>load<u32>(asked, TERM_DIRECTORY) + (rank << 2));
}

/** The bitmap of an entry. A short list is written out to `scratch` first. */
function bitmapOf(entry: u32, scratch: usize): usize {
  const container = containers + ((entry & ~IS_LIST) << 1);
  return (entry & IS_LIST) === 0 ? container : unpack(container, scratch);
}

/** Changed people since the base was built, in the order of their changes: each block is bounded, none is sorted. */
function visitDelta(): void {
  for (let term: u32 = 0; term < terms; term++) if (load<u32>(TERMS + term * TERM_BYTES, TERM_DELTA) === 0) return;
  for (let delta: u32 = 0; delta < deltaBlocks; delta++) {
    const bound = boundOf(blocks + ((baseBlocks + delta) << ROW_SHIFT));
    if (bound < 0 || bound < threshold) continue;
    visited++;
    const block = baseBlocks + delta;
    copyBitmap(PEOPLED, alive + block * BLOCK_BITMAP_BYTES);
    let some = true;
    for (let term: u32 = 0; term < terms && some; term++)
      some = keepInBoth(PEOPLED, deltaBitmap(TERMS + term * TERM_BYTES, delta));
    if (!some) continue;
    pick(block, <i32>delta, bound, PEOPLED);
    if (people >= <u32>WORTH_SCORING) score();
  }
  score();
}

function unpack(list: usize, bitmap: usize): usize {
  // Four stores: the runtime fills memory by a call, which takes longer than all the rest here.
  const nobody = i64x2.splat(0);
  v128.store(bitmap, nobody);
  v128.store(bitmap, nobody, 16);
  v128.store(bitmap, nobody, 32);
  v128.store(bitmap, nobody, 48);
  const count = <u32>load<u16>(list);
  for (let place: u32 = 1; place <= count; place++) {
    const row = <u32>load<u16>(list + (place << 1));
    const byte = bitmap + (row >> 3);
    store<u8>(byte, load<u8>(byte) | <u8>((<u32>1) << (row & 7)));
  }
  return bitmap;
}

/** Puts the people of a block who may reach the last place among the CANDIDATES. */
function pick(block: u32, delta: i32, bound: i32, bitmap: usize): void {
  let a = v128.load(bitmap);
  let b = v128.load(bitmap, 16);
  let c = v128.load(bitmap, 32);
  let d = v128.load(bitmap, 48);
  const least = sliced === 0 ? 0 : leastLevels(bound);
  if (least > 0 && peopleIn(a) + peopleIn(b) + peopleIn(c) + peopleIn(d) >= WORTH_SLICING) {
    if (<u32>least > <u32>TOP_LEVEL * tools) return;
    findLevels(block, delta);
    a = v128.and(a, withLevels(least, 0));
    b = v128.and(b, withLevels(least, 16));
    c = v128.and(c, withLevels(least, 32));
    d = v128.and(d, withLevels(least, 48));
  }
  const first = block << BLOCK_SHIFT;
  pickBoth(first, a);
  pickBoth(first + 128, b);
  pickBoth(first + 256, c);
  pickBoth(first + 384, d);
}

/** Fewer are sooner looked at one by one. */
const WORTH_SLICING: u32 = 3;
const LEVEL_BITS: u32 = 3;

/** Bitmaps of the levels of each tool asked for, in one block. Their places are touched before they are looked at, as in `fetchTerms`. */
function findLevels(block: u32, delta: i32): void {
  const many = sliced * LEVEL_BITS;
  for (let bits: u32 = 0; bits < many && delta < 0; bits++) {
    const asked = TOOL_BITS + bits * TERM_BYTES;
    const entry = occursIn(asked, block) ? entryOf(asked, block) : NO_ENTRY;
    touched += <u32>load<u16>(containers + (entry === NO_ENTRY ? 0 : (entry & ~IS_LIST) << 1));
    store<u32>(BIT_CONTAINERS + (bits << 2), entry);
  }
  for (let bits: u32 = 0; bits < many; bits++) {
    const place = BIT_CONTAINERS + (bits << 2);
    const scratch = UNPACKED_BITS + bits * BLOCK_BITMAP_BYTES;
    const entry = load<u32>(place);
    let bitmap: usize = NOBODY;
    if (delta >= 0) bitmap = deltaBitmap(TOOL_BITS + bits * TERM_BYTES, <u32>delta);
    else if (entry !== NO_ENTRY) bitmap = bitmapOf(entry, scratch);
    store<u32>(place, <u32>bitmap);
  }
}

/** Where there is nobody; no entry has all bits. */
const NO_ENTRY: u32 = u32.MAX_VALUE;

function occursIn(asked: usize, block: u32): bool {
  const summary = <usize>load<u32>(asked, TERM_SUMMARY);
  return summary !== 0 && (load<u64>(summary + ((block >> 6) << 3)) & ((<u64>1) << (block & 63))) !== 0;
}

/** The bitmap of a term's people in a block of the delta. */
function deltaBitmap(asked: usize, delta: u32): usize {
  const bitmaps = <usize>load<u32>(asked, TERM_DELTA);
  return bitmaps === 0 ? <usize>NOBODY : bitmaps + <usize>delta * BLOCK_BITMAP_BYTES;
}

function peopleIn(people: v128): u32 {
  return <u32>(popcnt(v128.extract_lane<u64>(people, 0)) + popcnt(v128.extract_lane<u64>(people, 1)));
}

/** The sum of tool levels below which nobody of a block reaches the last place, whatever else they offer. */
function leastLevels(bound: i32): i32 {
  const wanted = threshold - (bound - TOOLS_WEIGHT);
  if (threshold < 0 || wanted <= 0) return 0;
  return <i32>((<i64>wanted * TOP_LEVEL * tools + TOOLS_WEIGHT - 1) / TOOLS_WEIGHT);
}

/**
 * Who of 128 people has tool levels that add up to at least so much: levels are added bit by bit for all of them at once, s0 to s5 being the
 * bits of the sums.
 */
function withLevels(least: u32, part: usize): v128 {
  let s0 = i64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  for (let tool: u32 = 0; tool < sliced; tool++) {
    const at = BIT_CONTAINERS + tool * LEVEL_BITS * 4;
    const b0 = v128.load(<usize>load<u32>(at) + part);
    const b1 = v128.load(<usize>load<u32>(at, 4) + part);
    const b2 = v128.load(<usize>load<u32>(at, 8) + part);
    let carry = v128.and(s0, b0);
    s0 = v128.xor(s0, b0);
    const x1 = v128.xor(s1, b1);
    const carry1 = v128.or(v128.and(s1, b1), v128.and(x1, carry));
    s1 = v128.xor(x1, carry);
    const x2 = v128.xor(s2, b2);
    carry = v128.or(v128.and(s2, b2), v128.and(x2, carry1));
    s2 = v128.xor(x2, carry1);
    const carry3 = v128.and(s3, carry);
    s3 = v128.xor(s3, carry);
    const carry4 = v128.and(s4, carry3);
    s4 = v128.xor(s4, carry3);
    s5 = v128.xor(s5, carry4);
  }
  // Not less: from the lowest bit up, a bit that differs outweighs all below it.
  let enough = i64x2.splat(-1);
  enough = (least & 1) !== 0 ? v128.and(enough, s0) : v128.or(enough, s0);
  enough = (least & 2) !== 0 ? v128.and(enough, s1) : v128.or(enough, s1);
  enough = (least & 4) !== 0 ? v128.and(enough, s2) : v128.or(enough, s2);
  enough = (least & 8) !== 0 ? v128.and(enough, s3) : v128.or(enough, s3);
  enough = (least & 16) !== 0 ? v128.and(enough, s4) : v128.or(enough, s4);
  return (least & 32) !== 0 ? v128.and(enough, s5) : v128.or(enough, s5);
}

function pickBoth(first: u32, some: v128): void {
  pickAll(first, v128.extract_lane<u64>(some, 0));
  pickAll(first + 64, v128.extract_lane<u64>(some, 1));
}

function pickAll(first: u32, some: u64): void {
  for (let left = some; left !== 0; left &= left - 1) {
    store<u32>(CANDIDATES + (people << 2), first + <u32>ctz(left));
    people++;
  }
}

/** Scores the CANDIDATES, in loops without branches where they read what lies far: a processor fetches many people at once then. */
function score(): void {
  for (let place: u32 = 0; place < people; place++) {
    const person = rows + (load<u32>(CANDIDATES + (place << 2)) << ROW_SHIFT);
    const rate = load<u32>(person, AT_RATE);
    const hours = hourPoints(person);
    const points = hours + RATING_WEIGHT * <i32>load<u16>(person, AT_RATING) + pricePoints(rate);
    store<i32>(POINTS + (place << 2), select<i32>(-1, points, <i32>(rate > highestRate) | <i32>(hours < 0)));
  }
  let left: u32 = 0;
  for (let place: u32 = 0; place < people; place++) {
    const points = load<i32>(POINTS + (place << 2));
    const row = load<u32>(CANDIDATES + (place << 2));
    store<i32>(POINTS + (left << 2), points);
    store<u32>(CANDIDATES + (left << 2), row);
    scored += <u32>(points >= 0);
    left += <u32>((points >= 0) & (points + TOOLS_WEIGHT >= threshold));
  }
  if (tools > 0) {
    for (let place: u32 = 0; place < left; place++) {
      const row = load<u32>(CANDIDATES + (place << 2));
      touched += <u32>load<u16>(tokens + (load<u32>(tokenStarts + (row << 2)) << 1));
    }
  }
  for (let place: u32 = 0; place < left; place++) {
    const points = load<i32>(POINTS + (place << 2));
    if (points + TOOLS_WEIGHT < threshold) continue;
    const row = load<u32>(CANDIDATES + (place << 2));
    offer(points + (tools === 0 ? TOOLS_WEIGHT : toolPoints(row)), row);
  }
  people = 0;
}

/** Exact: 100,000 times a u32 has fewer than 53 bits, and a quotient that is not whole lies farther from the next whole one than rounding reaches. */
function pricePoints(rate: u32): i32 {
  if (!hasMax) return PRICE_WEIGHT;
  return <i32>Math.floor((<f64>PRICE_WEIGHT * <f64>(highestRate - rate)) / <f64>highestRate);
}

function toolPoints(row: u32): i32 {
  const list = tokens + (load<u32>(tokenStarts + (row << 2)) << 1);
  const count = <u32>load<u16>(list);
  let levels: u32 = 0;
  for (let place: u32 = 1; place <= count; place++) levels += <u32>load<u8>(weights + <u32>load<u16>(list + (place << 1)));
  return <i32>((<u32>TOOLS_WEIGHT * levels) / (<u32>TOP_LEVEL * tools));
}

/** Keeps a row if it is among the best so far, ties by id. */
function offer(score: i32, row: u32): void {
  if (found === limit) {
    if (score < threshold) return;
    if (score === threshold && !comesBefore(row, load<u32>(RESULTS + (limit - 1) * RESULT_BYTES, 4))) return;
  }
  let place: u32 = found < limit ? found++ : limit - 1;
  while (place > 0) {
    const above = RESULTS + (place - 1) * RESULT_BYTES;
    const better = load<i32>(above);
    if (better > score || (better === score && comesBefore(load<u32>(above, 4), row))) break;
    store<u64>(above, load<u64>(above), RESULT_BYTES);
    place--;
  }
  store<i32>(RESULTS + place * RESULT_BYTES, score);
  store<u32>(RESULTS + place * RESULT_BYTES, row, 4);
  if (found === limit) threshold = load<i32>(RESULTS + (limit - 1) * RESULT_BYTES);
}

/** PostgreSQL's order of uuid: byte by byte. */
function comesBefore(one: u32, other: u32): bool {
  const a = rows + (one << ROW_SHIFT);
  const b = rows + (other << ROW_SHIFT);
  const high = bswap<u64>(load<u64>(a, AT_ID));
  const otherHigh = bswap<u64>(load<u64>(b, AT_ID));
  if (high !== otherHigh) return high < otherHigh;
  return bswap<u64>(load<u64>(a, AT_ID + 8)) < bswap<u64>(load<u64>(b, AT_ID + 8));
}
