import { and, eq, sql } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import type { Db } from "#db/client.server.ts";
import { teamSuggestions } from "#db/schema/matching.ts";
import { roles } from "#db/schema/roles.ts";
import type { Matcher } from "./matcher.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { startThread } from "./start-thread.server.ts";
import type { TeamTask } from "./team-rules.ts";
import { keptTeam, suggestionLifecycle, teamQuestion } from "./team-suggestion.ts";
import { teamTask } from "./team-task.server.ts";
import type { TeamReply } from "./team-thread.server.ts";

/**
 * Works out the teams that were asked for, in a thread of its own, and keeps each as it is found. An answer to a question that was asked anew
 * meanwhile is dropped; run twice it finds the same.
 * @throws Error when the thread fails; the suggestion then says so, until it is asked for again
 */
export async function suggestTeamFlow(
  db: Db,
  { roleId }: { roleId: string },
  context: Context,
  matcher: Matcher = postgresMatcher(db),
): Promise<void> {
  permit(context.actor, "roles.view");
  const [asked] = await db
    .select({ suggestion: teamSuggestions, role: roles })
    .from(teamSuggestions)
    .innerJoin(roles, eq(roles.id, teamSuggestions.roleId))
    .where(eq(teamSuggestions.roleId, roleId));
  if (asked?.suggestion.state !== "working" || teamQuestion(asked.role) !== asked.suggestion.question) return;
  const { state, askedAt } = asked.suggestion;
  const keep = (set: Partial<Record<keyof typeof teamSuggestions.$inferInsert, unknown>>) =>
    db
      .update(teamSuggestions)
      .set(set as Partial<typeof teamSuggestions.$inferInsert>)
      .where(and(eq(teamSuggestions.roleId, roleId), eq(teamSuggestions.askedAt, askedAt)));
  try {
    const { task } = await teamTask(db, asked.role, context.now, matcher);
    await keep({ candidates: task.people.length });
    await inThread(task, ({ name, shifts, gap }) =>
      keep({ teams: sql`${teamSuggestions.teams} || ${JSON.stringify({ [name]: keptTeam(task, shifts, gap) })}::jsonb` }),
    );
    await keep({ state: suggestionLifecycle.next(state, "finish") });
  } catch (error) {
    await keep({ state: suggestionLifecycle.next(state, "fail") });
    throw error;
  }
}

/** Resolves when the thread has ended and each of its replies has been kept, one after the other. */
function inThread(task: TeamTask, keep: (reply: TeamReply) => PromiseLike<unknown>): Promise<void> {
  const thread = startThread("team-thread.server", task);
  return new Promise<void>((resolve, reject) => {
    let keeping: Promise<unknown> = Promise.resolve();
    thread.on("message", (reply: TeamReply) => {
      keeping = keeping.then(() => keep(reply));
      keeping.catch(reject);
    });
    thread.once("error", reject);
    thread.once("exit", (code) => {
      if (code === 0) keeping.then(() => resolve(), reject);
      else reject(new Error(`the team's thread ended with ${code}`));
    });
  });
}
