import { z } from "zod";
import { addMinutes } from "#app/kernel/time.ts";

/** Shifts and work that are behind for longer are not in a calendar. */
export const WEEKS_BACK = 8;
/** Breaks up to one slot do not cut a block of work in two. */
const BREAK_MINUTES = 10;

/** Whose calendar an address holds: an agent's own, a business's team, or one of its contracts. */
export interface FeedSubject {
  businessId: string | null;
  contractId: string | null;
}

export const calendarFeedChange = z.object({ intent: z.enum(["make", "end"]), contractId: z.uuid().optional() });

interface Worked {
  contractId: string;
  startedAt: Date;
  minutes: number;
  memo: string;
}
export interface Block {
  contractId: string;
  startsAt: Date;
  endsAt: Date;
  /** Worked minutes, without the breaks. */
  minutes: number;
  memos: string[];
}

/** Work of each contract as blocks for a calendar: what follows with a break of at most ten minutes is one. @param segments living ones in order of start */
export function blocksOf(segments: Worked[]): Block[] {
  const blocks: Block[] = [];
  const open = new Map<string, Block>();
  for (const { contractId, startedAt, minutes, memo } of segments) {
    const endsAt = addMinutes(startedAt, minutes);
    const last = open.get(contractId);
    if (last && startedAt <= addMinutes(last.endsAt, BREAK_MINUTES)) {
      last.endsAt = endsAt;
      last.minutes += minutes;
      if (memo && !last.memos.includes(memo)) last.memos.push(memo);
    } else {
      const block = { contractId, startsAt: startedAt, endsAt, minutes, memos: memo ? [memo] : [] };
      blocks.push(block);
      open.set(contractId, block);
    }
  }
  return blocks;
}
