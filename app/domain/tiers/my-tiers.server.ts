import { eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { promotions, tierEvidence } from "#db/schema/tiers.ts";

/** What was measured of an agent, and promotions with the facts and the rule they came from. */
export function myTiers(agentId: string): PersonalRows[] {
  return [
    personalRows(tierEvidence, eq(tierEvidence.agentId, agentId)),
    personalRows(promotions, eq(promotions.agentId, agentId)),
  ];
}
