import type { Actor } from "#app/domain/accounts/permissions.ts";
import { calendarEntries } from "#app/domain/diary/calendar-entries.server.ts";
import type { DiarySide } from "#app/domain/diary/diary-contracts.server.ts";
import { calendarFile } from "#app/domain/shifts/calendar.ts";
import type { Queryable } from "#db/client.server.ts";

const MOST_MEMOS = 5;

/** A diary as a calendar file in the reader's words: shifts that are planned, and blocks of work that was recorded. */
export async function diaryCalendar(
  db: Queryable,
  side: DiarySide,
  { now, translate }: { now: Date; translate: (key: string, params?: Record<string, unknown>) => string },
  actor: Actor,
): Promise<string> {
  const { contracts, planned, blocks } = await calendarEntries(db, side, now, actor);
  // The agent reads for whom, the business who.
  const name = (contractId: string) => {
    const { agentName, businessName, title } = contracts.get(contractId)!;
    return `${"agentId" in side ? businessName : agentName} · ${title}`;
  };
  const shifts = planned.map((one) => ({
    uid: `shift-${one.id}`,
    startsAt: one.startsAt,
    endsAt: one.endsAt,
    title: translate("views:calendar.shift", { name: name(one.contractId) }),
    description: one.note,
    sequence: one.sequence,
  }));
  const worked = blocks.map((one) => ({
    uid: `work-${one.contractId}-${one.startsAt.getTime() / 60_000}`,
    startsAt: one.startsAt,
    endsAt: one.endsAt,
    title: translate("views:calendar.worked", { name: name(one.contractId) }),
    description: [translate("views:calendar.minutes", { minutes: one.minutes }), ...one.memos.slice(0, MOST_MEMOS)].join("\n"),
    // A block only grows or shrinks.
    sequence: one.minutes,
    past: true,
  }));
  return calendarFile({ name: translate("views:calendar.name"), events: [...shifts, ...worked], now });
}

export const calendarType = "text/calendar; charset=utf-8; method=PUBLISH";
