import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import type { Matcher, Question } from "./matcher.ts";
import { NEWCOMER_RATINGS, TOP_TOOL_LEVEL, WEIGHTS } from "./score.ts";

interface Row extends Record<string, unknown> {
  agent_id: string;
  overlap: number;
  total: number;
  tool_levels: number;
  rating_milli: number;
  rate_usd: string;
  avail: string;
}

/** The truth and the oracle: one query, integers only. */
export function postgresMatcher(db: Queryable): Matcher {
  return {
    async best(question, limit, only) {
      const rows = await db.execute<Row>(ranking(question, limit, only));
      return {
        engine: "postgres",
        rows: [...rows].map((row) => ({
          agentId: row.agent_id,
          total: row.total,
          overlap: row.overlap,
          toolLevels: row.tool_levels,
          ratingMilli: row.rating_milli,
          rateUsd: BigInt(row.rate_usd),
          avail: row.avail,
        })),
      };
    },
  };
}

function ranking(q: Question, limit: number, only: { newcomers: boolean }) {
  const mask = sql`${q.mask}::bit(336)`;
  const levels =
    q.tools.length === 0
      ? sql`0`
      : sql`coalesce((select sum(x & 7) from unnest(tool_levels) x where (x >> 3) = any(${intArray(q.tools)})), 0)`;
  const tools =
    q.tools.length === 0
      ? sql`${WEIGHTS.tools}::bigint`
      : sql`${WEIGHTS.tools}::bigint * tool_sum / ${TOP_TOOL_LEVEL * q.tools.length}`;
  const price =
    q.maxUsd === null
      ? sql`${WEIGHTS.price}::bigint`
      : sql`${WEIGHTS.price}::bigint * (${String(q.maxUsd)}::bigint - rate_usd) / ${String(q.maxUsd)}::bigint`;
  return sql`
    select agent_id, overlap::int, tool_sum::int as tool_levels, rating_milli, rate_usd::text, avail::text,
      (${WEIGHTS.hours}::bigint * least(overlap, ${q.need}) / greatest(${q.need}, 1) + ${WEIGHTS.ratingPerMilli}::bigint * rating_milli + ${tools} + ${price})::int as total
    from (
      select agent_id, rating_milli, rating_count, rate_usd, avail, bit_count(avail & ${mask}) as overlap, ${levels} as tool_sum
      from match_profiles
      where open and terms @> ${intArray(q.required)} and (channel_bits & ${q.channels}::int) = ${q.channels}::int and tier >= ${q.tier}::int
        and (${q.maxUsd === null ? null : String(q.maxUsd)}::bigint is null or rate_usd <= ${q.maxUsd === null ? null : String(q.maxUsd)}::bigint)
        ${only.newcomers ? sql`and rating_count < ${NEWCOMER_RATINGS}` : sql``}
    ) fit
    where least(overlap, ${q.need}) * 100 >= ${q.minCoveragePercent}::int * ${q.need}
    order by total desc, agent_id
    limit ${limit}`;
}

/** Integers as an array that the statement itself holds, so that its plan can be made for them. */
export function intArray(numbers: number[]) {
  return sql.raw(`'{${numbers.map((one) => Math.trunc(one)).join(",")}}'::int[]`);
}
