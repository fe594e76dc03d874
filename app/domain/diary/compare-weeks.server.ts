import type { Actor } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { figuresOfWeeks } from "./agent-metrics.server.ts";
import { type DaySum, daySums, emptyDay } from "./day-sums.server.ts";
import { localDaysOf } from "./diary-clock.ts";
import { type DiarySide, diaryContracts } from "./diary-contracts.server.ts";

/**
 * Two weeks of a diary side by side: each of its seven days of UTC, the sums, the figures, and each contract for itself. Seven queries.
 * @param weeks two ISO Mondays; @throws NotFound, also for a contract of somebody else
 */
export async function compareWeeks(
  db: Queryable,
  side: DiarySide,
  { weeks, now }: { weeks: [string, string]; now: Date },
  actor: Actor,
) {
  const contracts = await diaryContracts(db, side, actor);
  if (side.contractId && contracts.length === 0) throw new NotFound();
  const people = contracts.map((one) => ({ ...one, contractId: one.id }));
  const own = "agentId" in side || Boolean(side.contractId);
  const figures = await figuresOfWeeks(db, people, weeks, own);
  const contractIds = contracts.map((one) => one.id);
  const halves = [];
  for (const [place, week] of weeks.entries()) {
    const days = localDaysOf(week, "UTC");
    const sums = await daySums(db, { contractIds, days, zone: "UTC", apart: true }, now);
    const byContract = new Map([...sums].map(([id, own]) => [id, together([...own.values()])]));
    halves.push({
      week,
      days: days.map((day) => together([...sums.values()].flatMap((own) => own.get(day.date) ?? []))),
      sum: together([...byContract.values()]),
      byContract,
      figures: figures[place]!.team,
    });
  }
  const moved = new Set(halves.flatMap((half) => [...half.byContract.keys()]));
  return { contracts, halves, lines: contracts.filter((one) => moved.has(one.id)) };
}

function together(sums: DaySum[]): DaySum {
  const all = emptyDay();
  for (const one of sums) {
    for (const [kind, minutes] of Object.entries(one.kinds))
      all.kinds[kind as keyof DaySum["kinds"]] = (all.kinds[kind as keyof DaySum["kinds"]] ?? 0) + minutes;
    for (const name of ["worked", "over", "late", "deleted", "unprotected", "planned", "missed"] as const) all[name] += one[name];
  }
  return all;
}
