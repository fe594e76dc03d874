import { and, asc, inArray, lte } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { contractTerms } from "#db/schema/contracts.ts";

export interface Terms {
  /** Minor units of the contract's currency per hour. */
  hourlyRate: bigint;
  tier: "L1" | "L2" | "L3";
  weeklyLimitMinutes: number;
}

/** The terms in force in a week: the latest whose Monday is not after it. @param week ISO Monday */
export async function termsInWeek(db: Queryable, contractId: string, week: string): Promise<Terms> {
  const terms = (await termsOfContracts(db, [contractId], week)).get(contractId);
  if (!terms) throw new NotFound();
  return terms;
}

export async function termsOfContracts(db: Queryable, contractIds: string[], week: string): Promise<Map<string, Terms>> {
  if (contractIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(contractTerms)
    .where(and(inArray(contractTerms.contractId, contractIds), lte(contractTerms.fromWeek, week)))
    .orderBy(asc(contractTerms.fromWeek), asc(contractTerms.recordedAt));
  // Later rows replace earlier ones; what a contract has from its acceptance on is always there.
  return new Map(
    rows.map((row) => [
      row.contractId,
      { hourlyRate: row.hourlyRate, tier: row.tier, weeklyLimitMinutes: row.weeklyLimitMinutes },
    ]),
  );
}
