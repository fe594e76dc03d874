import { eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { matchProfiles } from "#db/schema/matching.ts";

/** What the ranking reads of an agent. */
export function myMatchProfile(agentId: string): PersonalRows[] {
  return [personalRows(matchProfiles, eq(matchProfiles.agentId, agentId))];
}
