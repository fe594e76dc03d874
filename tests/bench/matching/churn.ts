import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";
import type { Matcher, Question } from "#app/domain/matching/matcher.ts";
import { toolTerm } from "#app/domain/matching/terms.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { noHours } from "#app/kernel/week-hours.ts";
import type { Db, Tx } from "#db/client.server.ts";
import { type Chance, NOW, uuidOf } from "./population.ts";

const context = { actor: system, now: NOW };
const arrayOf = (values: (string | number | boolean)[]) => `{${values.join()}}`;

/**
 * Changes of profiles, some in one transaction: another rate and rating for each, other hours for half of them, and a few who pause or come
 * back; then what ranking reads of them, by the product's own command.
 */
export async function changeProfiles(tx: Tx, numbers: number[], chance: Chance): Promise<void> {
  const ids = numbers.map(uuidOf);
  const draw = <T>(one: () => T) => numbers.map(one);
  await tx.execute(sql`
    update agents a set hourly_rate = rate, rating_milli = rating, rating_count = rating_count + 1, open = (open <> flips),
      committed = case when moves then ${noHours}::bit(336) else committed end,
      availability = case when moves then (availability << 2) | (availability >> 334) else availability end
    from unnest(
      ${arrayOf(ids)}::uuid[], ${arrayOf(draw(() => 300 + 25 * chance.upTo(100)))}::int[], ${arrayOf(draw(() => 3500 + chance.upTo(1501)))}::int[],
      ${arrayOf(draw(() => chance.next() < 0.04))}::bool[], ${arrayOf(draw(() => chance.next() < 0.5))}::bool[]
    ) as u (id, rate, rating, flips, moves)
    where a.id = u.id`);
  await updateMatchProfiles(tx, { agentIds: ids }, context);
}

/** Agents whose changes are watched for: nobody else has that many tools, so one question finds them alone. */
const PROBES = 3;
const manyTools = toolSlugs.slice(0, 20);
const forProbes: Question = {
  mask: noHours,
  need: 0,
  minCoveragePercent: 0,
  required: manyTools.map(toolTerm),
  tools: [],
  channels: 0,
  tier: 1,
  maxUsd: null,
};

export async function makeProbes(db: Db): Promise<void> {
  const ids = Array.from({ length: PROBES }, (_, number) => uuidOf(number));
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into agent_tools (agent_id, tool, level) select id, tool, 3
      from unnest(${arrayOf(ids)}::uuid[]) id, unnest(${arrayOf([...manyTools])}::text[]) tool on conflict do nothing`);
    await tx.execute(sql`update agents set open = true where id = any(${arrayOf(ids)}::uuid[])`);
    await updateMatchProfiles(tx, { agentIds: ids }, context);
  });
}

const LOOK_MS = 4;

/** Changes one probe's rate. @returns milliseconds from the word of the database that it is kept until the matcher shows it */
export async function untilSeen(db: Db, matcher: Matcher, probe: number, rate: number): Promise<number> {
  const id = uuidOf(probe);
  await db.transaction(async (tx) => {
    await tx.execute(sql`update agents set hourly_rate = ${rate} where id = ${id}::uuid`);
    await updateMatchProfiles(tx, { agentIds: [id] }, context);
  });
  const kept = performance.now();
  for (;;) {
    const { rows } = await matcher.best(forProbes, PROBES, { newcomers: false });
    if (rows.some((row) => row.agentId === id && row.rateUsd === BigInt(rate))) return performance.now() - kept;
    await delay(LOOK_MS);
  }
}

/** Watches all probes side by side for as long as `isOver` says no. */
export async function watchProbes(db: Db, matcher: Matcher, isOver: () => boolean): Promise<number[]> {
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: PROBES }, async (_, probe) => {
      for (let rate = 1000; !isOver(); rate++) seen.push(await untilSeen(db, matcher, probe, rate));
    }),
  );
  return seen;
}

/** Whose turn it is: each of so many clients has agents of its own, so that none waits for another's locks; probes are left alone. */
export function turns(agents: number, client: number, clients: number, chance: Chance): (many: number) => number[] {
  return (many) => {
    const numbers = new Set<number>();
    while (numbers.size < many) {
      const number = PROBES + chance.upTo(agents - PROBES);
      if (number % clients === client) numbers.add(number);
    }
    return [...numbers];
  };
}
