import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { mostPeople, personHalfHours, type Staffed } from "#app/domain/roles/headcount.ts";
import type { Queryable } from "#db/client.server.ts";
import type { Matcher } from "./matcher.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { type AskedRole, questionOf } from "./recommended-agents.server.ts";
import { type Funnel, roleFunnel } from "./role-funnel.server.ts";

const SHOWN = 3;

/** Hours of work a week, and people at once, above which a first role is better begun smaller, as with more than one channel (matching.md, "Teams"). */
const MUCH = 80;
const PILOT = 2;

export interface RolePreview extends Funnel {
  /** Advice: a pilot of one or two agents on one channel first. */
  startSmall: boolean;
  /** Hours of work a week, of all people together. */
  personHours: number;
  best: { id: string; name: string; headline: string; ratingMilli: number; ratingCount: number }[];
}

/** Who would fit a role that is being written: the numbers, the first three of the list, and what their like charge. Five queries at most. */
export async function rolePreview(
  db: Queryable,
  role: AskedRole & Staffed,
  now: Date,
  matcher: Matcher = postgresMatcher(db),
): Promise<RolePreview> {
  const funnel = await roleFunnel(db, role, now);
  const { rows } = await matcher.best(questionOf(role, now), SHOWN, { newcomers: false });
  const profiles = await agentProfiles(
    db,
    rows.map((row) => row.agentId),
  );
  const best = rows.flatMap(({ agentId }) => {
    const agent = profiles.get(agentId);
    if (!agent) return [];
    const { id, name, headline, ratingMilli, ratingCount } = agent;
    return [{ id, name, headline, ratingMilli, ratingCount }];
  });
  const personHours = personHalfHours(role) / 2;
  const startSmall = role.channels.length > 1 || personHours > MUCH || mostPeople(role) > PILOT;
  return { ...funnel, best, personHours, startSmall };
}
