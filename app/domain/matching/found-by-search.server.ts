import { eq } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { findAgents } from "./agent-search.server.ts";
import { agentQueryOf } from "./agent-search.ts";
import { hiddenAgents } from "./marked-agents.server.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { questionOf } from "./recommended-agents.server.ts";
import { LISTED_WATCHED, MOST_WATCHED } from "./saved-search.ts";

/**
 * Whom a search finds now: by words those whom it has not found yet, one more than MOST_WATCHED at most; of a role's list all at its top whom the business did
 * not hide.
 */
export async function foundBySearch(
  db: Queryable,
  { id, query, roleId }: { id: string; query: string | null; roleId: string | null },
  now: Date,
): Promise<string[]> {
  if (query !== null) return findAgents(db, agentQueryOf(new URLSearchParams(query)), id, MOST_WATCHED + 1);
  const [role] = await db.select().from(roles).where(eq(roles.id, roleId!));
  if (role!.state !== "open") return [];
  const hidden = await hiddenAgents(db, roleId!);
  const { rows } = await postgresMatcher(db).best(questionOf(role!, now), LISTED_WATCHED, { newcomers: false });
  return rows.map((row) => row.agentId).filter((id) => !hidden.includes(id));
}
