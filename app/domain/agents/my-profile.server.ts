import { eq } from "drizzle-orm";
import { type PersonalRows, personalRows } from "#app/domain/accounts/personal-rows.server.ts";
import { agentLanguages, agents, agentTools } from "#db/schema/agents.ts";

export function myProfile(agentId: string): PersonalRows[] {
  return [
    personalRows(agents, eq(agents.id, agentId)),
    personalRows(agentLanguages, eq(agentLanguages.agentId, agentId)),
    personalRows(agentTools, eq(agentTools.agentId, agentId)),
  ];
}
