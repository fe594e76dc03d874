import { eq, getTableColumns } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { type Role, roleForAgent, roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { countHalfHours, overlapOf } from "#app/kernel/week-hours.ts";
import type { Queryable } from "#db/client.server.ts";
import { matchProfiles } from "#db/schema/matching.ts";
import { explorationTurn, NEWCOMERS_LOOKED_AT } from "./exploration.server.ts";
import { hiddenAgents } from "./marked-agents.server.ts";
import type { Matcher, Ranked } from "./matcher.ts";
import { postgresMatcher } from "./postgres-matcher.server.ts";
import { filtersOf, type Held, type RankAudit, termsOf } from "./rank-audit.ts";
import { questionOf } from "./recommended-agents.server.ts";
import { EXPLORATION_ROW, NEWCOMER_RATINGS } from "./score.ts";

/** How far down a rank is looked for; a business's own list ends there too. */
const SEARCHED = 100;

interface Asked {
  roleId: string;
  agentId: string;
  /** The agent is in talk about the role, so that they may read it though it is no longer open. */
  known?: boolean;
}

/**
 * How an agent's rank for a role came to be: for the agent, the role's business, and operators. For an agent, and for an operator, the list is
 * taken without what the business has put aside; six queries at most.
 * @throws NotFound for strangers, Forbidden for other staff, Conflict where ranking holds nothing of the agent yet
 */
export async function rankAudit(
  db: Queryable,
  { roleId, agentId, known = false }: Asked,
  { actor, now }: { actor: Actor; now: Date },
  matcher: Matcher = postgresMatcher(db),
): Promise<{ audit: RankAudit; role: Role; agentName: string }> {
  const { role, view } = await roleSeenBy(db, { roleId, agentId, known }, actor);
  const { agentId: _, ...columns } = getTableColumns(matchProfiles);
  const [held] = await db.select(columns).from(matchProfiles).where(eq(matchProfiles.agentId, agentId));
  const hidden = view === "business" ? await hiddenAgents(db, roleId) : [];
  const question = questionOf(role, now);
  const isShown = (row: Ranked) => row.agentId === agentId || !hidden.includes(row.agentId);
  const { engine, rows } = await matcher.best(question, SEARCHED + hidden.length + 1, { newcomers: false });
  const { rows: newcomers } = await matcher.best(question, NEWCOMERS_LOOKED_AT, { newcomers: true });
  const list = rows.filter(isShown);
  const found = list.findIndex((row) => row.agentId === agentId);
  const place = found < SEARCHED ? found : -1;
  const profiles = await agentProfiles(db, [
    agentId,
    ...(view === "agent" || place < 0 ? [] : [list[place - 1], list[place + 1]].flatMap((row) => (row ? [row.agentId] : []))),
  ]);
  const agent = profiles.get(agentId);
  if (!agent || (agent.completedAt === null && view !== "agent")) throw new NotFound();
  if (!held || agent.completedAt === null) throw new Conflict("matching:errors.noRankYet");

  const row = list[found] ?? rowOf(agentId, held, question);
  const { terms, parts } = termsOf(role, agent, question, held, row);
  const filters = filtersOf(role, agent, question, held, row.overlap);
  const neighbour = (one: Ranked | undefined) => {
    const name = one && profiles.get(one.agentId)?.name;
    return view === "agent" || place < 0 || !one || !name ? null : { agentId: one.agentId, name, total: one.total };
  };
  const target = place >= 0 ? list[place - 1] : filters.every((one) => one.pass) ? list[SEARCHED - 1] : undefined;
  const { day, hash, waiting, turn } = explorationTurn(
    role.id,
    now,
    newcomers.filter(isShown),
    list.slice(0, EXPLORATION_ROW - 1),
  );
  const number = waiting.findIndex((one) => one.agentId === agentId);
  const audit: RankAudit = {
    at: now.toISOString(),
    heldSince: held.updatedAt.toISOString(),
    roleId,
    roleTitle: role.title,
    agentId,
    view,
    engine,
    terms,
    total: parts.total,
    filters,
    place: {
      rank: place < 0 ? null : place + 1,
      searched: SEARCHED,
      above: neighbour(list[place - 1]),
      below: neighbour(list[place + 1]),
      // Equal points are ordered by id, lowest first.
      toPass: target ? target.total - parts.total + (agentId < target.agentId ? 0 : 1) : null,
    },
    exploration: {
      newcomer: held.ratingCount < NEWCOMER_RATINGS,
      day,
      hash,
      waiting: waiting.length,
      number: number < 0 ? null : number,
      chosen: turn && waiting.indexOf(turn),
      turn: turn?.agentId === agentId,
    },
  };
  return { audit, role, agentName: agent.name };
}

async function roleSeenBy(
  db: Queryable,
  { roleId, agentId, known }: Required<Asked>,
  actor: Actor,
): Promise<{ role: Role; view: RankAudit["view"] }> {
  if (actor.kind === "member") return { role: await roleForBusiness(db, roleId, actor), view: "business" };
  if (actor.kind === "agent") {
    permit(actor, "profile.view", { agentId });
    return { role: (await roleForAgent(db, roleId, { known })).role, view: "agent" };
  }
  if (actor.kind !== "staff") throw new Forbidden();
  permit(actor, "ranks.review");
  return { role: (await roleForAgent(db, roleId, { known: true })).role, view: "operator" };
}

/** Of somebody who is not listed, what an engine would read. */
function rowOf(agentId: string, held: Held, { mask, tools }: { mask: string; tools: number[] }) {
  return {
    agentId,
    overlap: countHalfHours(overlapOf(held.avail, mask)),
    toolLevels: held.toolLevels.reduce((sum, one) => sum + (tools.includes(one >> 3) ? one & 7 : 0), 0),
    ratingMilli: held.ratingMilli,
    rateUsd: held.rateUsd,
  };
}
