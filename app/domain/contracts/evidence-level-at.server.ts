import { inArray, sql } from "drizzle-orm";
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

/** Every level that was agreed on contracts and from when on, oldest first: the offer's, then those of the accepted amendments. One query. */
export async function evidenceSteps(db: Queryable, contractIds: string[]): Promise<Map<string, EvidenceStep[]>> {
  if (contractIds.length === 0) return new Map();
  const rows = await db.execute<{ id: string; level: EvidenceLevel; at: number }>(sql`
    select ${contracts.id} as id, ${offers.evidenceLevel} as level, (extract(epoch from ${contracts.acceptedAt}) * 1000)::float8 as at, 0 as turn, null::uuid as change
    from ${contracts} inner join ${offers} on ${offers.id} = ${contracts.offerId} where ${inArray(contracts.id, contractIds)}
    union all
    select ${amendments.contractId}, ${amendments.evidenceLevel}, (extract(epoch from ${amendments.answeredAt}) * 1000)::float8, 1, ${amendments.id}
    from ${amendments}
    where ${inArray(amendments.contractId, contractIds)} and ${amendments.state} = 'accepted' and ${amendments.evidenceLevel} is not null
    order by turn, at, change`);
  const steps = new Map<string, EvidenceStep[]>();
  for (const { id, level, at } of rows) {
    const step = { level, from: new Date(at) };
    const known = steps.get(id);
    if (known) known.push(step);
    else steps.set(id, [step]);
  }
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
