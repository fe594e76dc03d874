import { eq, inArray } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { amendments, contractPauses, contracts, contractTerms } from "#db/schema/contracts.ts";

/** The ids of an agent's contracts, as a part of other questions. */
export function contractIdsOf(db: Queryable, agentId: string) {
  return db.select({ id: contracts.id }).from(contracts).where(eq(contracts.agentId, agentId));
}

export function myContracts(db: Queryable, agentId: string): PersonalRows[] {
  const mine = contractIdsOf(db, agentId);
  return [
    personalRows(contracts, eq(contracts.agentId, agentId)),
    personalRows(contractTerms, inArray(contractTerms.contractId, mine)),
    personalRows(amendments, inArray(amendments.contractId, mine)),
    personalRows(contractPauses, inArray(contractPauses.contractId, mine)),
  ];
}
