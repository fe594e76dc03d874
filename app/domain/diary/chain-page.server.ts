import { and, between, desc, eq, sql } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { contractOf } from "#app/domain/contracts/contracts.server.ts";
import type { Queryable } from "#db/client.server.ts";
import { diaryChain, segments } from "#db/schema/diary.ts";
import { heldHash } from "./chain.ts";
import { verifyChain } from "./verify-chain.server.ts";

const PAGE = 50;

/** What became of the hash that somebody holds. */
export type Held = { found: false } | { found: true; seq: number; receivedAt: Date; unchanged: boolean };

/**
 * What the verify page of a contract's diary shows: the check of the whole chain, a page of its entries, the newest first, and where in it the hash is that the
 * reader holds from a mail. "Unchanged" covers all entries up to that one. Seven queries. @throws NotFound for strangers
 */
export async function chainPage(
  db: Queryable,
  { contractId, page, held }: { contractId: string; page: number; held: string | null },
  actor: Actor,
) {
  const view = await contractOf(db, contractId, actor);
  const check = await verifyChain(db, contractId, actor);
  const columns = { seq: diaryChain.seq, kind: diaryChain.kind, hash: diaryChain.hash, receivedAt: diaryChain.receivedAt };
  const entries = await db
    .select(columns)
    .from(diaryChain)
    .where(eq(diaryChain.contractId, contractId))
    .orderBy(desc(diaryChain.seq))
    .limit(PAGE)
    .offset((page - 1) * PAGE);
  const sums = await db
    .select({ seq: segments.chainSeq, minutes: sql<number>`sum(${segments.minutes})::int` })
    .from(segments)
    .where(
      and(eq(segments.contractId, contractId), between(segments.chainSeq, entries.at(-1)?.seq ?? 1, entries.at(0)?.seq ?? 0)),
    )
    .groupBy(segments.chainSeq);
  const minutes = new Map(sums.map((one) => [one.seq, one.minutes]));
  return {
    ...view,
    check,
    entries: entries.map((one) => ({ ...one, minutes: minutes.get(one.seq) ?? null })),
    pages: Math.max(1, Math.ceil(check.entries / PAGE)),
    held: held === null ? null : await whereIs(db, contractId, held, check.broken?.seq ?? null),
  };
}

async function whereIs(db: Queryable, contractId: string, held: string, brokenFrom: number | null): Promise<Held> {
  const hash = heldHash.safeParse({ held }).data?.held;
  if (!hash) return { found: false };
  const [entry] = await db
    .select({ seq: diaryChain.seq, receivedAt: diaryChain.receivedAt })
    .from(diaryChain)
    .where(and(eq(diaryChain.contractId, contractId), eq(diaryChain.hash, hash)));
  if (!entry) return { found: false };
  return { found: true, ...entry, unchanged: brokenFrom === null || brokenFrom > entry.seq };
}
