import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { amendments, contracts } from "#db/schema/contracts.ts";
import { offers } from "#db/schema/hiring.ts";

/** A level and the instant from which it is in force. */
export interface EvidenceStep {
  level: EvidenceLevel;
  from: Date;
}

/** Every level that was agreed on contracts and from when on, oldest first: the offer's, then those of the accepted amendments. Two queries. */
export async function evidenceSteps(db: Queryable, contractIds: string[]): Promise<Map<string, EvidenceStep[]>> {
  if (contractIds.length === 0) return new Map();
  const begun = await db
    .select({ contractId: contracts.id, level: offers.evidenceLevel, from: contracts.acceptedAt })
    .from(contracts)
    .innerJoin(offers, eq(offers.id, contracts.offerId))
    .where(inArray(contracts.id, contractIds));
  const changed = await db
    .select({ contractId: amendments.contractId, level: amendments.evidenceLevel, from: amendments.answeredAt })
    .from(amendments)
    .where(
      and(inArray(amendments.contractId, contractIds), eq(amendments.state, "accepted"), isNotNull(amendments.evidenceLevel)),
    )
    .orderBy(asc(amendments.answeredAt), asc(amendments.id));
  const steps = new Map(begun.map(({ contractId, level, from }) => [contractId, [{ level, from }]]));
  for (const { contractId, level, from } of changed) steps.get(contractId)!.push({ level: level!, from: from! });
  return steps;
}

/** The level of an instant: the latest step that is not after it; before the first one, the first. @param steps oldest first, at least one */
export function levelAt(steps: EvidenceStep[], at: Date): EvidenceLevel {
  return (steps.findLast((step) => step.from <= at) ?? steps[0]!).level;
}

/** The level in force at an instant: the last one agreed by then, at first the offer's. @throws NotFound */
export async function evidenceLevelAt(db: Queryable, contractId: string, at: Date): Promise<EvidenceLevel> {
  const steps = (await evidenceSteps(db, [contractId])).get(contractId);
  if (!steps) throw new NotFound();
  return levelAt(steps, at);
}
