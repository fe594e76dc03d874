import { AT_ID, AT_RATE, AT_RATING, AVAIL_BYTES, ROW_BYTES } from "#app/domain/matching/kernel/layout.ts";
import { bytesOfBits } from "#app/domain/matching/match-index.ts";
import type { Question } from "#app/domain/matching/matcher.ts";
import type { Rows } from "#app/domain/matching/staging.ts";
import { channelTerm, tierTerm } from "#app/domain/matching/tokens.ts";

/** A place of any contender's list; all that is compared. */
export interface Place {
  agentId: string;
  total: number;
}

const WORDS = ROW_BYTES / 4;
/** Ten whole words of hours, and half of the eleventh: the mask has zeros for what else stands there. */
const HOUR_WORDS = Math.ceil(AVAIL_BYTES / 4);

function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Calls `take` for everybody who passes. The same arrays as the index is built from, read one row after the other; nothing is skipped. */
function readAll(rows: Rows, q: Question, take: (row: number, overlap: number, levels: number) => void): void {
  const required = [...q.required];
  for (let bit = 0; bit < 16; bit++) if (q.channels & (1 << bit)) required.push(channelTerm(bit));
  if (q.tier > 1) required.push(tierTerm(q.tier));
  const wanted = 2 ** required.length - 1;
  const meets = Uint32Array.from(rows.dictionary.list, ({ terms }) =>
    required.reduce((bits, term, place) => (terms.includes(term) ? bits | (1 << place) : bits), 0),
  );
  const levelOf = Uint8Array.from(rows.dictionary.list, ({ tool, level }) => (q.tools.includes(tool) ? level : 0));
  const u32 = new Uint32Array(rows.bytes.buffer, rows.bytes.byteOffset);
  const maskBytes = new Uint8Array(HOUR_WORDS * 4);
  maskBytes.set(bytesOfBits(q.mask));
  const mask = new Uint32Array(maskBytes.buffer);
  const highest = q.maxUsd === null ? 0xffffffff : Number(q.maxUsd);
  const least = Math.ceil((q.minCoveragePercent * q.need) / 100);
  const { tokens, tokenStarts } = rows;
  for (let row = 0; row < rows.count; row++) {
    const at = row * WORDS;
    if (u32[at + AT_RATE / 4]! > highest) continue;
    let overlap = 0;
    for (let word = 0; word < HOUR_WORDS; word++) overlap += popcount(u32[at + word]! & mask[word]!);
    if (overlap < least) continue;
    const start = tokenStarts[row]!;
    let met = 0;
    let levels = 0;
    for (let i = start + tokens[start]!; i > start; i--) {
      met |= meets[tokens[i]!]!;
      levels += levelOf[tokens[i]!]!;
    }
    if (met === wanted) take(row, overlap, levels);
  }
}

/** How many pass all that a role asks. */
export function passing(rows: Rows, q: Question): number {
  let count = 0;
  readAll(rows, q, () => count++);
  return count;
}

/** The exact best, by reading everybody. */
export function scan(rows: Rows, q: Question, limit: number): Place[] {
  const u16 = new Uint16Array(rows.bytes.buffer, rows.bytes.byteOffset);
  const u32 = new Uint32Array(rows.bytes.buffer, rows.bytes.byteOffset);
  const best: { row: number; total: number }[] = [];
  const comesBefore = (a: number, b: number) => {
    for (let i = AT_ID; i < ROW_BYTES; i++) {
      const apart = rows.bytes[a * ROW_BYTES + i]! - rows.bytes[b * ROW_BYTES + i]!;
      if (apart !== 0) return apart < 0;
    }
    return false;
  };
  const [maxRate, price] = [Number(q.maxUsd), 100_000];
  readAll(rows, q, (row, overlap, levels) => {
    const total =
      (q.need === 0 ? 0 : Math.floor((400_000 * Math.min(overlap, q.need)) / q.need)) +
      60 * u16[(row * ROW_BYTES + AT_RATING) / 2]! +
      (q.tools.length === 0 ? 200_000 : Math.floor((200_000 * levels) / (5 * q.tools.length))) +
      (q.maxUsd === null ? price : Math.floor((price * (maxRate - u32[(row * ROW_BYTES + AT_RATE) / 4]!)) / maxRate));
    const last = best[limit - 1];
    if (last && (total < last.total || (total === last.total && !comesBefore(row, last.row)))) return;
    let place = Math.min(best.length, limit - 1);
    while (place > 0) {
      const above = best[place - 1]!;
      if (above.total > total || (above.total === total && comesBefore(above.row, row))) break;
      best[place] = above;
      place--;
    }
    best[place] = { row, total };
  });
  return best.map(({ row, total }) => ({ agentId: idOf(rows.bytes, row), total }));
}

function idOf(bytes: Uint8Array, row: number): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset + row * ROW_BYTES + AT_ID, 16).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
