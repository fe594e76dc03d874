import { and, asc, eq, inArray } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";

/** Every segment of contracts in a week, taken-back ones too, in order. One query; the caller has checked who may see them. @param week ISO Monday */
export async function segmentsOfWeek(db: Queryable, contractIds: string[], week: string) {
  if (contractIds.length === 0) return [];
  return db
    .select()
    .from(segments)
    .where(and(inArray(segments.contractId, contractIds), eq(segments.week, week)))
    .orderBy(asc(segments.startedAt), asc(segments.id));
}
