import { type SQL, sql } from "drizzle-orm";
import { namedLanguages } from "#app/domain/agents/find-skills.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, type Money, money } from "#app/kernel/money.ts";
import type { Queryable } from "#db/client.server.ts";
import { type AskedRole, questionOf } from "./recommended-agents.server.ts";
import { channelBits, languageTerm, tierNumber, toolTerm } from "./terms.ts";

export interface Requirement {
  kind: "language" | "tool" | "channel" | "tier" | "rate" | "hours";
  /** Language or tool code, channel or tier; empty for rate and hours. */
  what: string;
  /** CEFR, of a language, and its name where the pages' own table has none. */
  level?: string;
  name?: string;
  /** Agents who are open to offers and fail it, and how many would be listed if it alone were left out. */
  excludes: number;
  without: number;
}

export interface PriceGuidance {
  people: number;
  quartiles: [Money, Money, Money];
  /** Equal steps from the lowest to the highest rate of the middle nine tenths, with the people in each. */
  steps: { from: Money; to: Money; people: number }[];
}

export interface Funnel {
  /** Agents open to offers, and those of them whom the role lists. */
  open: number;
  listed: number;
  /** The numbers are of a sample, blown up. */
  estimated: boolean;
  requirements: Requirement[];
  /** What agents with these skills ask; null where fewer than five would be shown. */
  prices: PriceGuidance | null;
}

/** So many profiles are counted one by one; of more, a sample of about as many. */
const COUNTED = 100_000;
/** Fewer people than this are no group: somebody's own rate could be read off. */
const LEAST_GROUP = 5;
const STEPS = 10;

/**
 * Whom each requirement of a role keeps out, and what those with its skills charge, in two queries. Nothing of it names a person.
 * @param role may be a form that is still being filled in
 */
export async function roleFunnel(db: Queryable, role: AskedRole, now: Date): Promise<Funnel> {
  const tests = testsOf(role, now);
  const skills = tests.filter(({ kind }) => kind !== "rate" && kind !== "hours").map(({ holds }) => holds);
  const { from, factor, all } = await source(db);
  const flags = tests.map(({ holds }, i) => sql`(${holds}) as ${sql.raw(`t${i}`)}`);
  const names = tests.map((_, i) => `t${i}`);
  const every = (list: string[]) => sql.raw(list.length === 0 ? "true" : list.join(" and "));
  const counts = names.flatMap((name, i) => [
    sql`count(*) filter (where not ${sql.raw(name)})::int as ${sql.raw(`excludes${i}`)}`,
    sql`count(*) filter (where ${every(names.filter((other) => other !== name))})::int as ${sql.raw(`without${i}`)}`,
  ]);
  const [row] = await db.execute<Record<string, number>>(sql`
    select ${sql.join([sql`count(*)::int as open, count(*) filter (where ${every(names)})::int as listed`, ...counts], sql`, `)}
    from (select ${sql.join([sql`1 as one`, ...flags], sql`, `)} from ${from} where open) tested`);
  const blownUp = (n: number) => Math.round(n * factor);
  return {
    open: blownUp(row!.open!),
    listed: blownUp(row!.listed!),
    estimated: !all,
    requirements: tests.map(({ holds: _, ...requirement }, i) => ({
      ...requirement,
      excludes: blownUp(row![`excludes${i}`]!),
      without: blownUp(row![`without${i}`]!),
    })),
    prices: await pricesOf(db, from, skills, role.currency, factor),
  };
}

function testsOf(role: AskedRole, now: Date): (Pick<Requirement, "kind" | "what" | "level" | "name"> & { holds: SQL })[] {
  const q = questionOf(role, now);
  const term = (number: number) => sql`terms @> ${sql.raw(`'{${Math.trunc(number)}}'::int[]`)}`;
  const covered = sql`least(bit_count(avail & ${q.mask}::bit(336)), ${q.need}) * 100 >= ${q.minCoveragePercent}::int * ${q.need}`;
  return [
    ...namedLanguages(role.languages).map(({ language, level, name }) => ({
      kind: "language" as const,
      what: language,
      level,
      name,
      holds: term(languageTerm(language, level)),
    })),
    ...role.tools
      .filter((one) => one.required)
      .map(({ tool }) => ({ kind: "tool" as const, what: tool, holds: term(toolTerm(tool)) })),
    ...role.channels.map((channel) => ({
      kind: "channel" as const,
      what: channel,
      holds: sql`(channel_bits & ${channelBits([channel])}::int) <> 0`,
    })),
    ...(role.tier === "L1"
      ? []
      : [{ kind: "tier" as const, what: role.tier, holds: sql`tier >= ${tierNumber(role.tier)}::int` }]),
    ...(q.maxUsd === null ? [] : [{ kind: "rate" as const, what: "", holds: sql`rate_usd <= ${String(q.maxUsd)}::bigint` }]),
    ...(q.need === 0 ? [] : [{ kind: "hours" as const, what: "", holds: covered }]),
  ];
}

/** All profiles, or pages of them picked at random. */
async function source(db: Queryable): Promise<{ from: SQL; factor: number; all: boolean }> {
  const [size] = await db.execute<{ n: number }>(
    sql`select greatest(reltuples, 0)::int as n from pg_class where oid = 'match_profiles'::regclass`,
  );
  const share = size!.n > 2 * COUNTED ? COUNTED / size!.n : 1;
  if (share === 1) return { from: sql`match_profiles`, factor: 1, all: true };
  return { from: sql`match_profiles tablesample system (${sql.raw((share * 100).toFixed(4))})`, factor: 1 / share, all: false };
}

async function pricesOf(
  db: Queryable,
  from: SQL,
  skills: SQL[],
  currency: string,
  factor: number,
): Promise<PriceGuidance | null> {
  const skilled = skills.length === 0 ? sql`true` : sql.join(skills, sql` and `);
  const [row] = await db.execute<{ people: number; quartiles: string[] | null; steps: number[] | null }>(sql`
    with skilled as materialized (select rate_usd from ${from} where open and ${skilled}),
    ends as (
      select percentile_disc(array[0.05, 0.25, 0.5, 0.75, 0.95]) within group (order by rate_usd) as p, count(*)::int as people from skilled
    )
    select people, p::text[] as quartiles,
      (select array_agg((select count(*)::int from skilled where rate_usd between ends.p[1] and ends.p[5]
        and least(${STEPS - 1}, (rate_usd - ends.p[1]) * ${STEPS} / greatest(ends.p[5] - ends.p[1], 1)) = step) order by step)
       from generate_series(0, ${STEPS - 1}) step) as steps
    from ends`);
  if (!row?.quartiles || row.people < LEAST_GROUP) return null;
  const [lowest, first, median, third, highest] = row.quartiles.map(BigInt) as [bigint, bigint, bigint, bigint, bigint];
  const shown = (usd: bigint) => convertMoney(money(usd, "USD"), currency, referenceRate("USD", currency));
  const at = (step: number) => shown(lowest + ((highest - lowest) * BigInt(step)) / BigInt(STEPS));
  return {
    people: Math.round(row.people * factor),
    quartiles: [shown(first), shown(median), shown(third)],
    steps: highest === lowest ? [] : row.steps!.map((people, step) => ({ from: at(step), to: at(step + 1), people })),
  };
}
