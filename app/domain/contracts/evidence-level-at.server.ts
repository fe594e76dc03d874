import { and, desc, eq, isNotNull, lte } from "drizzle-orm";
import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { amendments, contracts } from "#db/schema/contracts.ts";
import { offers } from "#db/schema/hiring.ts";

/** The level in force at an instant: the last one agreed by then, at first the offer's. @throws NotFound */
export async function evidenceLevelAt(db: Queryable, contractId: string, at: Date): Promise<EvidenceLevel> {
  const [changed] = await db
    .select({ level: amendments.evidenceLevel })
    .from(amendments)
    .where(
      and(
        eq(amendments.contractId, contractId),
        eq(amendments.state, "accepted"),
        isNotNull(amendments.evidenceLevel),
        lte(amendments.answeredAt, at),
      ),
    )
    .orderBy(desc(amendments.answeredAt), desc(amendments.id))
    .limit(1);
  if (changed?.level) return changed.level;
  const [offered] = await db
    .select({ level: offers.evidenceLevel })
    .from(contracts)
    .innerJoin(offers, eq(offers.id, contracts.offerId))
    .where(eq(contracts.id, contractId));
  if (!offered) throw new NotFound();
  return offered.level;
}
