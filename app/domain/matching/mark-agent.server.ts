import { and, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { listMarks, matchMarks } from "#db/schema/matching.ts";

export const markAgentInput = z.object({
  agentId: z.uuid(),
  mark: z.enum([...listMarks, "none"]),
  note: z.string().trim().max(500).default(""),
});

/** Marks of one role, at most. */
const MOST_MARKED = 500;

/**
 * Puts an agent on a role's shortlist, hides them from its list with a reason, or takes the mark away. The business's members see it, agents do not;
 * ranks do not change by it. @throws NotFound, Forbidden without "roles.manage", Conflict for more than 500 marks
 */
export async function markAgent(
  tx: Tx,
  { roleId, agentId, mark, note }: { roleId: string } & z.output<typeof markAgentInput>,
  { actor, now }: Context,
): Promise<void> {
  const role = await roleForBusiness(tx, roleId, actor);
  permit(actor, "roles.manage", role);
  if (mark === "none") {
    await tx.delete(matchMarks).where(and(eq(matchMarks.roleId, roleId), eq(matchMarks.agentId, agentId)));
    return;
  }
  const [known] = await tx.select({ id: agents.id }).from(agents).where(eq(agents.id, agentId));
  if (!known) throw new NotFound();
  const others = await tx.$count(matchMarks, and(eq(matchMarks.roleId, roleId), ne(matchMarks.agentId, agentId)));
  if (others >= MOST_MARKED) throw new Conflict("matching:errors.tooManyMarks", { most: MOST_MARKED });
  const said = { mark, note, markedBy: actor.userId!, markedAt: now };
  // Another note leaves whose mark it is, and its place in the list.
  const isSame = sql`${matchMarks.mark} = excluded.mark`;
  await tx
    .insert(matchMarks)
    .values({ roleId, agentId, ...said })
    .onConflictDoUpdate({
      target: [matchMarks.roleId, matchMarks.agentId],
      set: {
        mark,
        note,
        markedBy: sql`case when ${isSame} then ${matchMarks.markedBy} else excluded.marked_by end`,
        markedAt: sql`case when ${isSame} then ${matchMarks.markedAt} else excluded.marked_at end`,
      },
    });
}
