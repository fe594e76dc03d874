import { eq } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";

/** Not against new rows that point to the agent: those come under other locks, and would wait in a circle. @throws NotFound */
export async function lockAgent(tx: Tx, agentId: string) {
  const [agent] = await tx.select().from(agents).where(eq(agents.id, agentId)).for("no key update");
  if (!agent) throw new NotFound();
  return agent;
}
