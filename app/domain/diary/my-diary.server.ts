import { eq, inArray } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { contractIdsOf } from "#app/domain/contracts/my-contracts.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { calendarFeeds, diaryChain, pictures, segments, trackerSessions } from "#db/schema/diary.ts";

/** Time, its tombstones and its hash chain; pictures by what is known of them: the files are in the diary. No secret of a calendar's address. */
export function myDiary(db: Queryable, userId: string): PersonalRows[] {
  return [
    personalRows(segments, eq(segments.agentId, userId)),
    personalRows(diaryChain, inArray(diaryChain.contractId, contractIdsOf(db, userId))),
    personalRows(trackerSessions, eq(trackerSessions.agentId, userId)),
    personalRows(pictures, eq(pictures.agentId, userId), { without: ["storageKey"] }),
    personalRows(calendarFeeds, eq(calendarFeeds.userId, userId), { without: ["tokenHash"] }),
  ];
}
