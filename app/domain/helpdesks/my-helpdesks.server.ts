import { inArray } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { contractIdsOf } from "#app/domain/contracts/my-contracts.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { helpdeskEvents, helpdeskIdentities } from "#db/schema/helpdesks.ts";

/** An agent's logins at helpdesks, and the events that were told of them. Further columns of a business's log are the business's. */
export function myHelpdesks(db: Queryable, agentId: string): PersonalRows[] {
  const mine = contractIdsOf(db, agentId);
  return [
    personalRows(helpdeskIdentities, inArray(helpdeskIdentities.contractId, mine)),
    personalRows(helpdeskEvents, inArray(helpdeskEvents.contractId, mine), { without: ["extra"] }),
  ];
}
