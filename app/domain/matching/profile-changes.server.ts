import { sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Queryable } from "#db/client.server.ts";
import { bytesOfBits, bytesOfUuid } from "./match-index.ts";
import { NEWCOMER_RATINGS } from "./score.ts";
import type { IndexedProfile } from "./tokens.ts";
import { CHANGES_KEPT_HOURS } from "./update-match-profile.server.ts";

/** How far an index has read, in the database that it was read from. */
export interface Mark {
  /** pg_current_snapshot() of the newest read. */
  snapshot: string;
  /** The cluster's own identifier, its timeline and the database's number: a restored one counts its transactions anew. */
  cluster: string;
  /** Real time of that read, of the database's clock. */
  at: string;
}

/** Whether all that changed between two marks is still known: one database that did not go back, and the changes are kept, half of their time to spare. */
export function follows(mark: Mark, next: Mark): boolean {
  const age = Date.parse(next.at) - Date.parse(mark.at);
  const [before, after] = [mark, next].map(({ snapshot }) => BigInt(snapshot.split(":")[1]!)) as [bigint, bigint];
  return mark.cluster === next.cluster && after >= before && age >= 0 && age < (CHANGES_KEPT_HOURS / 2) * 3_600_000;
}

export interface Change {
  id: Uint8Array;
  /** Null: not listed any more. */
  profile: IndexedProfile | null;
}

interface Row extends Record<string, unknown> {
  agent_id: string;
  open: boolean;
  tier: number;
  terms: number[] | string;
  tool_levels: number[] | string;
  channel_bits: number;
  avail: string;
  rate_usd: string;
  rating_milli: number;
  rating_count: number;
}

const COLUMNS = `p.agent_id, p.open, p.tier, p.terms::text, p.tool_levels::text, p.channel_bits, p.avail::text, p.rate_usd::text, p.rating_milli, p.rating_count`;
const MARK = `pg_current_snapshot()::text as snapshot, now()::text as at,
  (select system_identifier::text from pg_control_system()) || '/' || (select timeline_id::text from pg_control_checkpoint()) || '/' || (select oid::text from pg_database where datname = current_database()) as cluster`;

function changeOf(row: Row): Change {
  const id = bytesOfUuid(row.agent_id);
  if (!row.open) return { id, profile: null };
  const profile = {
    id,
    avail: bytesOfBits(row.avail),
    tier: row.tier,
    channelBits: row.channel_bits,
    terms: numbersOf(row.terms),
    toolLevels: numbersOf(row.tool_levels),
    rateUsd: Number(row.rate_usd),
    ratingMilli: row.rating_milli,
    newcomer: row.rating_count < NEWCOMER_RATINGS,
  };
  return { id, profile };
}

/** An array as PostgreSQL writes it. */
function numbersOf(text: Row["terms"]): number[] {
  if (typeof text !== "string") return text;
  return text.length === 2 ? [] : text.slice(1, -1).split(",").map(Number);
}

/**
 * Profiles that changed since a snapshot, as they are now, and the snapshot of now: one statement, so both are of one moment. A change is
 * new when its transaction was not finished then: it began later, or was still running. So nothing is missed in whatever order transactions
 * commit, and none that runs for long keeps the others waiting.
 * @returns null when more than `most` changed: reading everybody anew is quicker
 */
export async function changesSince(
  db: Queryable,
  { snapshot }: Mark,
  most: number,
): Promise<{ mark: Mark; changes: Change[] } | null> {
  const rows = await db.execute<Row & { snapshot: string; at: string; cluster: string }>(sql`
    with changed as materialized (
      select distinct agent_id from match_changes
      where xid >= pg_snapshot_xmax(${snapshot}::pg_snapshot) or xid in (select pg_snapshot_xip(${snapshot}::pg_snapshot))
      limit ${most + 1}
    )
    select mark.*, ${sql.raw(COLUMNS)}
    from (select ${sql.raw(MARK)}) mark left join (changed join match_profiles p using (agent_id)) on true`);
  if (rows.length > most) return null;
  const [first] = rows;
  const mark = { snapshot: first!.snapshot, cluster: first!.cluster, at: first!.at };
  return { mark, changes: [...rows].filter((row) => row.agent_id !== null).map(changeOf) };
}

/** Where a reading of everybody stands now. */
export async function markNow(db: postgres.Sql | postgres.TransactionSql): Promise<Mark> {
  const [mark] = await db.unsafe<Mark[]>(`select ${MARK}`);
  return { snapshot: mark!.snapshot, cluster: mark!.cluster, at: mark!.at };
}

const ROWS_AT_ONCE = 5000;

/** Reads every open profile as of one moment. @returns that moment */
export function readOpenProfiles(
  db: postgres.Sql,
  begin: (expected: number) => void,
  take: (profile: IndexedProfile) => void,
): Promise<Mark> {
  return db.begin("isolation level repeatable read read only", async (tx) => {
    const mark = await markNow(tx);
    const [counted] = await tx`select count(*)::int as n from match_profiles where open`;
    begin(Number(counted!.n));
    for await (const rows of tx.unsafe(`select ${COLUMNS} from match_profiles p where open`).cursor(ROWS_AT_ONCE))
      for (const row of rows) take(changeOf(row as unknown as Row).profile!);
    return mark;
  }) as Promise<Mark>;
}
