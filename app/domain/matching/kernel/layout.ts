/**
 * Where things lie in the matcher's memory. The kernel (kernel.ts, AssemblyScript) and its host read this one file: plain numbers, in bytes
 * unless their name says otherwise. A change of any of them, or of what a section holds, asks for a new SNAPSHOT_VERSION.
 */

/** One person, one cache line: free hours (336 bits, as PostgreSQL sends bit(336)), rating, rate and id (16 bytes in their own order). */
export const ROW_BYTES = 64;
export const ROW_SHIFT = 6;
export const HALF_HOURS = 336;
export const AVAIL_BYTES = 42;
/** u16, thousandths of a star. Reading the hours as six u64 reads rating and rate along; a mask has zeros there. */
export const AT_RATING = 42;
/** u32, USD minor units. */
export const AT_RATE = 44;
export const AT_ID = 48;

/** Rows come in blocks. A block's summary has a row's shape: any free hour, the best rating, the lowest rate, and best qualities instead of an id. */
export const BLOCK_ROWS = 512;
export const BLOCK_SHIFT = 9;
export const BLOCK_BITMAP_BYTES = 64;
export const AT_QUALITY = 48;

/**
 * A quality is 60 * rating - slope * rate, rating in thousandths and rate in USD minor units: what rating and price add to a score where
 * 100,000 / maximum is the slope. The best of each block is kept for four slopes; between two of them the line through both bounds it.
 */
export const SLOPE_1 = 20;
export const SLOPE_2 = 40;
export const SLOPE_3 = 80;
export const SLOPE_4 = 160;

/** Weights of the score; score.ts explains them, and a test holds both to each other. */
export const HOURS_WEIGHT = 400_000;
export const RATING_WEIGHT = 60;
export const TOOLS_WEIGHT = 200_000;
export const PRICE_WEIGHT = 100_000;
export const TOP_LEVEL = 5;

/** The layout table: a u32 for each section's address, and two counts. */
export const LAYOUT = 1024;
export const LAYOUT_ROWS = 0;
export const LAYOUT_BLOCKS = 4;
/** A bit a row: it is somebody's newest row. */
export const LAYOUT_ALIVE = 8;
/** u32 a row: where its tokens stand, in u16 from the section's begin; a count comes first there. */
export const LAYOUT_TOKEN_STARTS = 12;
export const LAYOUT_TOKENS = 16;
/** u8 a token: the level it adds to the sum of the tools asked for, 0 for everything else. */
export const LAYOUT_WEIGHTS = 20;
/** Room for a query, an i32 or u32 a block. */
export const LAYOUT_BOUNDS = 24;
export const LAYOUT_SURVIVORS = 28;
export const LAYOUT_ORDERED = 32;
export const LAYOUT_CONTAINERS = 36;
/** Blocks of the sorted base; those of the delta follow them. Both in blocks. */
export const LAYOUT_BASE_BLOCKS = 40;
export const LAYOUT_DELTA_BLOCKS = 44;

/** What is asked. */
export const QUESTION = 2048;
export const ASK_MASK = 0;
export const ASK_NEED = 48;
/** The fewest half-hours that a listed person covers. */
export const ASK_LEAST = 52;
/** USD minor units; 0 = no maximum. */
export const ASK_MAX = 56;
export const ASK_TOOLS = 60;
export const ASK_LIMIT = 64;
export const ASK_TERMS = 68;
/** How many tools have their levels in TOOL_BITS: all that are asked for, or none where those are very many. */
export const ASK_SLICED = 72;
export const MOST_TERMS = 64;

/** A term asked for: addresses of its summary (a bit a base block), ranks, directory and delta bitmap (0 = nobody in the delta has it). */
export const TERMS = 2304;
export const TERM_BYTES = 16;
export const TERM_SUMMARY = 0;
export const TERM_RANKS = 4;
export const TERM_DIRECTORY = 8;
export const TERM_DELTA = 12;

/** For each tool asked for, three entries as of a term: rows whose level has the bit 1, 2, 4. Zeros: nobody has it. */
export const TOOL_BITS = 3328;
export const MOST_SLICED_TOOLS = 10;
/** Addresses of their bitmaps in one block, room for unpacked lists, and a bitmap of nobody. */
export const BIT_CONTAINERS = 5888;
export const UNPACKED_BITS = 20_480;
export const NOBODY = 22_528;

/** A container in a directory: its place in u16, and this bit where it is a short list (count, then rows of the block) and no bitmap. */
export const IS_LIST = 0x80000000;
export const MOST_LISTED = 15;

/** Scratch: points by overlap, unpacked lists of the terms, the histogram of bounds. */
export const HOUR_POINTS = 4096;
export const UNPACKED = 6144;
export const HISTOGRAM = 10_240;
export const BUCKETS = 64;
/** A bucket holds bounds that agree in all but their last fourteen bits. */
export const BUCKET_SHIFT = 14;

/** What a query answers: a score (i32) and a row (u32) a place; and what it cost: blocks kept, blocks visited, rows scored (u32). */
export const RESULTS = 16_384;
export const RESULT_BYTES = 8;
export const MOST_RESULTS = 512;
export const COST = 24_576;

/**
 * Blocks that are looked into together: their numbers and bounds, the containers of their terms, and their people: rows (u32) and what they
 * have without the points for tools (i32), -1 where they cannot be listed. The compiler keeps 32,768 and what follows for itself.
 */
export const TOGETHER = 16;
export const BATCH = 26_624;
export const BATCH_BYTES = 8;
/** The people of each block who have the terms that were looked at, a bit a person. */
export const PEOPLED = 26_752;
export const BATCH_TERMS = 28_672;
export const CANDIDATES = 36_864;
export const POINTS = 40_960;
/** Fewer people wait for those of the next blocks, which are then read together. One block more must fit: (64 + 512) * 4 bytes. */
export const WORTH_SCORING = 64;
/** Sections begin here. */
export const FIRST_SECTION = 65_536;
