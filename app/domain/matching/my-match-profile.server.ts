import { eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { matchProfiles, rankQuestions } from "#db/schema/matching.ts";

/** What the ranking reads of an agent, and what they asked about a rank. */
export function myMatchProfile(agentId: string): PersonalRows[] {
  return [
    personalRows(matchProfiles, eq(matchProfiles.agentId, agentId)),
    personalRows(rankQuestions, eq(rankQuestions.agentId, agentId), { without: ["answeredBy"] }),
  ];
}
