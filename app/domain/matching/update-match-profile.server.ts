import { sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { matchChanges, matchProfiles } from "#db/schema/matching.ts";
import { freeHours, inDollars } from "./match.ts";
import { channelBits, languageTerms, tierNumber, toolTerm } from "./terms.ts";

/** Real hours that changes are kept for indexes to take. */
export const CHANGES_KEPT_HOURS = 48;

/** Brings what ranking reads of some agents up to date: hours in the current UTC week, rate in USD at the reference rate. @throws Forbidden for people */
export async function updateMatchProfiles(tx: Tx, { agentIds }: { agentIds: string[] }, { actor, now }: Context): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  const week = weekOf(now);
  const rows = [...(await agentProfiles(tx, agentIds)).values()].map((agent) => {
    const tools = agent.tools.map(({ tool, level }) => ({ term: toolTerm(tool), level }));
    return {
      agent_id: agent.id,
      open: agent.open && agent.payable && !agent.suspended && agent.completedAt !== null,
      tier: tierNumber(agent.tier),
      terms: [
        ...agent.languages.flatMap(({ language, level }) => languageTerms(language, level)),
        ...tools.map((one) => one.term),
      ].sort((a, b) => a - b),
      tool_levels: tools.map(({ term, level }) => term * 8 + level).sort((a, b) => a - b),
      channel_bits: channelBits(agent.channels),
      avail: freeHours(agent, week),
      rate_usd: String(inDollars(money(agent.hourlyRate, agent.currency))),
      rating_milli: agent.ratingMilli,
      rating_count: agent.ratingCount,
    };
  });
  if (rows.length === 0) return;
  // One parameter however many agents: thousands change in a second, and a parameter for each value took longer than the database does.
  await tx.execute(sql`
    with fresh as (
      select r.*, ${week}::date as week, ${now.toISOString()}::timestamptz as updated_at from json_to_recordset(${JSON.stringify(rows)}::json) as r (
        agent_id uuid, open boolean, tier smallint, terms integer[], tool_levels integer[], channel_bits smallint, avail bit(336),
        rate_usd bigint, rating_milli integer, rating_count integer)
    ), told as (
      insert into match_changes (agent_id) select agent_id from fresh
    )
    insert into match_profiles (agent_id, open, tier, terms, tool_levels, channel_bits, avail, rate_usd, rating_milli, rating_count, week, updated_at)
    select agent_id, open, tier, terms, tool_levels, channel_bits, avail, rate_usd, rating_milli, rating_count, week, updated_at from fresh
    on conflict (agent_id) do update set open = excluded.open, tier = excluded.tier, terms = excluded.terms, tool_levels = excluded.tool_levels,
      channel_bits = excluded.channel_bits, avail = excluded.avail, rate_usd = excluded.rate_usd, rating_milli = excluded.rating_milli,
      rating_count = excluded.rating_count, week = excluded.week, updated_at = excluded.updated_at`);
}

/** Forgets changes that every running index has long taken; one that was away for longer reads all profiles anew. @returns how many */
export async function pruneMatchChanges(tx: Tx): Promise<number> {
  const gone = await tx
    .delete(matchChanges)
    .where(sql`${matchChanges.at} < now() - make_interval(hours => ${CHANGES_KEPT_HOURS})`);
  return gone.count;
}

/** Agents whose hours were built for another week than this one: their offset may have changed. */
export async function staleMatchProfiles(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx
    .select({ id: matchProfiles.agentId })
    .from(matchProfiles)
    .where(sql`${matchProfiles.week} <> ${weekOf(now)}`);
  return rows.map((row) => row.id);
}
