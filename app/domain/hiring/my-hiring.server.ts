import { eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { applications, offers } from "#db/schema/hiring.ts";

export function myHiring(agentId: string): PersonalRows[] {
  return [personalRows(applications, eq(applications.agentId, agentId)), personalRows(offers, eq(offers.agentId, agentId))];
}
