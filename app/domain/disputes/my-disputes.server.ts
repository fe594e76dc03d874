import { eq, inArray } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { disputeSegments, disputes } from "#db/schema/disputes.ts";

export function myDisputes(db: Queryable, agentId: string): PersonalRows[] {
  const mine = db.select({ id: disputes.id }).from(disputes).where(eq(disputes.agentId, agentId));
  return [
    personalRows(disputes, eq(disputes.agentId, agentId)),
    personalRows(disputeSegments, inArray(disputeSegments.disputeId, mine)),
  ];
}
