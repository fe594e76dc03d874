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
      agentId: agent.id,
      open: agent.open && agent.payable && !agent.suspended && agent.completedAt !== null,
      tier: tierNumber(agent.tier),
      terms: [
        ...agent.languages.flatMap(({ language, level }) => languageTerms(language, level)),
        ...tools.map((one) => one.term),
      ].sort((a, b) => a - b),
      toolLevels: tools.map(({ term, level }) => term * 8 + level).sort((a, b) => a - b),
      channelBits: channelBits(agent.channels),
      avail: freeHours(agent, week),
      week,
      rateUsd: inDollars(money(agent.hourlyRate, agent.currency)),
      ratingMilli: agent.ratingMilli,
      ratingCount: agent.ratingCount,
      updatedAt: now,
    };
  });
  if (rows.length === 0) return;
  const fresh = (column: { name: string }) => sql.raw(`excluded."${column.name}"`);
  const { agentId: _, ...columns } = {
    agentId: matchProfiles.agentId,
    open: matchProfiles.open,
    tier: matchProfiles.tier,
    terms: matchProfiles.terms,
    toolLevels: matchProfiles.toolLevels,
    channelBits: matchProfiles.channelBits,
    avail: matchProfiles.avail,
    week: matchProfiles.week,
    rateUsd: matchProfiles.rateUsd,
    ratingMilli: matchProfiles.ratingMilli,
    ratingCount: matchProfiles.ratingCount,
    updatedAt: matchProfiles.updatedAt,
  };
  await tx
    .insert(matchProfiles)
    .values(rows)
    .onConflictDoUpdate({
      target: matchProfiles.agentId,
      set: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, fresh(column)])),
    });
  await tx.insert(matchChanges).values(rows.map((row) => ({ agentId: row.agentId })));
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
