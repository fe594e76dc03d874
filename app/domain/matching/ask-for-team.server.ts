import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addMinutes, weekOf } from "#app/kernel/time.ts";
import { noHours } from "#app/kernel/week-hours.ts";
import type { Tx } from "#db/client.server.ts";
import { teamSuggestions } from "#db/schema/matching.ts";
import { roles } from "#db/schema/roles.ts";
import { LOST_AFTER_MINUTES, suggestionLifecycle, teamQuestion } from "./team-suggestion.ts";

/**
 * Asks for the teams of a role to be worked out, as it stands now. Asked again while they are worked on, nothing new begins, unless the role has
 * changed meanwhile or the work was lost.
 * @throws NotFound, Forbidden without "hiring.manage", Conflict where the role has no hours yet
 */
export async function askForTeam(tx: Tx, { roleId }: { roleId: string }, context: Context): Promise<void> {
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId)).for("no key update");
  if (!role) throw new NotFound();
  permit(context.actor, "hiring.manage", role);
  if (role.coverage === noHours) throw new Conflict("matching:teams.errors.noHours");
  const asked = { question: teamQuestion(role), week: weekOf(context.now) };
  const [known] = await tx.select().from(teamSuggestions).where(eq(teamSuggestions.roleId, roleId));
  const same = known?.question === asked.question && known.week === asked.week;
  if (same && known.state === "working" && addMinutes(known.askedAt, LOST_AFTER_MINUTES) > context.now) return;
  const row = {
    ...asked,
    state: known ? suggestionLifecycle.next(known.state, "ask") : ("working" as const),
    askedAt: context.now,
    candidates: null,
    teams: {},
  };
  await tx
    .insert(teamSuggestions)
    .values({ roleId, ...row })
    .onConflictDoUpdate({ target: teamSuggestions.roleId, set: row });
  await recordEvent(tx, "team.asked", { roleId }, context);
}
