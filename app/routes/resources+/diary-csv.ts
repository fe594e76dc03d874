import { diaryFile } from "#app/domain/billing/diary-file.server.ts";
import { weeksBetween } from "#app/domain/diary/search-segments.server.ts";
import { filterOf } from "#app/domain/diary/segment-filter.ts";
import { csvStream } from "#app/http/csv.server.ts";
import { requireAgent, requireMember, requireViewer } from "#app/http/guards.server.ts";
import { loaderOf, mondayParam } from "#app/http/route.server.ts";
import { addMinutes, weekOf } from "#app/kernel/time.ts";

/**
 * The segments of an agent's diary, or of a business's team, from one week to another (`from`, `to`; or one `week`), at most the last 53 weeks
 * of them, narrowed as the pages are (`contract`, `kind`, `pay`, `source`, `tickets`, `mark`, `q`). Instants in UTC.
 */
export const loader = loaderOf(async ({ context, url }) => {
  const { viewer, actor } = requireViewer(context);
  const side =
    viewer.kind === "agent" ? { agentId: requireAgent(context).agentId } : { businessId: requireMember(context).businessId };
  const now = context.now();
  const week = (name: string) => (url.searchParams.has(name) ? mondayParam(url.searchParams.get(name)) : null);
  const to = week("to") ?? week("week") ?? weekOf(now);
  const from = week("from") ?? week("week") ?? to;
  const weeks = weeksBetween(from, to);
  const lines = await diaryFile(context.db, { side, weeks, filter: filterOf(url.searchParams), now }, actor);
  return csvStream(`diary-${weeks[0] ?? to}-${to}.csv`, header, cells(lines));
});

const header = [
  "segment_id",
  "week",
  "contract_id",
  "business",
  "contract",
  "agent",
  "started_utc",
  "ended_utc",
  "minutes",
  "kind",
  "source",
  "memo",
  "active_minutes",
  "over_limit",
  "late",
  "deleted_utc",
  "protection",
  "tickets",
  "solved",
  "csat_scores",
];

async function* cells(lines: Awaited<ReturnType<typeof diaryFile>>) {
  for await (const { segment, contract, verdict, told } of lines)
    yield [
      segment.id,
      segment.week,
      segment.contractId,
      contract.businessName,
      contract.title,
      contract.agentName,
      segment.startedAt.toISOString(),
      addMinutes(segment.startedAt, segment.minutes).toISOString(),
      segment.minutes,
      segment.kind,
      segment.source,
      segment.memo,
      segment.activeMinutes,
      String(segment.overLimit),
      String(segment.late),
      segment.deletedAt?.toISOString() ?? null,
      verdict,
      told?.tickets ?? 0,
      told?.solved ?? 0,
      told?.scores.join(" ") ?? null,
    ];
}
