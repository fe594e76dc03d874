import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { addMinutes, weekOf } from "#app/kernel/time.ts";
import type { Queryable } from "#db/client.server.ts";
import { type KeptTeam, teamSuggestions } from "#db/schema/matching.ts";
import { greedyTeam } from "./greedy-team.ts";
import type { Matcher } from "./matcher.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { type TasteName, tastes, weightsOf } from "./team-model.ts";
import { keptTeam, LOST_AFTER_MINUTES, teamOnClock, teamQuestion, wantsTeam } from "./team-suggestion.ts";
import { needNow, teamTask } from "./team-task.server.ts";

/**
 * A role's suggested team of one taste, with what it costs and leaves open, and what the other tastes come to. While none is worked out, a greedy
 * one made here and now stands in. Three queries; with the greedy one up to five.
 * @returns `state`: "none" where it was never asked for as the role stands now, or was lost; `greedy`: whether the team is the stand-in
 * @throws NotFound for strangers
 */
export async function suggestedTeam(
  db: Queryable,
  { roleId, taste }: { roleId: string; taste: TasteName },
  { actor, now }: { actor: Actor; now: Date },
  matcher: Matcher = postgresMatcher(db),
) {
  const role = await roleForBusiness(db, roleId, actor);
  const week = weekOf(now);
  const [row] = await db.select().from(teamSuggestions).where(eq(teamSuggestions.roleId, roleId));
  const current = row?.question === teamQuestion(role) && row.week === week ? row : null;
  const lost = current?.state === "working" && addMinutes(current.askedAt, LOST_AFTER_MINUTES) <= now;
  const state = !current || lost ? ("none" as const) : current.state;
  const need = needNow(role, now);
  const shown = (kept: KeptTeam) => teamOnClock(kept, need, role, week);
  const teams = (Object.keys(tastes) as TasteName[]).flatMap((name) => {
    const kept = current?.teams[name];
    return kept ? [{ name, ...shown(kept) }] : [];
  });
  const solved = teams.find((one) => one.name === taste);
  const common = {
    role,
    state,
    wanted: wantsTeam(role),
    others: teams.map(({ members, ...one }) => ({ ...one, people: members.length })),
  };
  if (solved) {
    const ids = solved.members.map((one) => one.agentId);
    return {
      ...common,
      ...named(solved, await agentProfiles(db, ids)),
      candidates: current!.candidates ?? ids.length,
      greedy: false,
    };
  }
  const { task, profiles } = await teamTask(db, role, now, matcher);
  const greedy = shown(keptTeam(task, greedyTeam(task, weightsOf(task, tastes[taste])), null));
  return { ...common, ...named(greedy, profiles), candidates: task.people.length, greedy: true };
}

function named(team: ReturnType<typeof teamOnClock>, profiles: Awaited<ReturnType<typeof agentProfiles>>) {
  const members = team.members.flatMap((member) => {
    const profile = profiles.get(member.agentId);
    return profile
      ? [
          {
            ...member,
            name: profile.name,
            timeZone: profile.timeZone,
            ratingMilli: profile.ratingMilli,
            ratingCount: profile.ratingCount,
          },
        ]
      : [];
  });
  return { team: { ...team, members } };
}
