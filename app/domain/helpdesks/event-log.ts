import { z } from "zod";
import { isTimeZone, Temporal } from "#app/kernel/time.ts";
import { type EventKind, eventKinds, type HelpdeskEventInput } from "./helpdesk-event.ts";

/** Bytes of an uploaded log: some 100,000 events. */
export const LOG_LIMIT_BYTES = 10_000_000;
/** Different activities, and agents, that a log may name: each is shown with a choice. */
export const DISTINCT_LIMIT = 400;
/** Faults that are shown; all are counted. */
export const SHOWN_FAULTS = 50;

/** What a column of a log may hold. */
export const logColumns = ["ticket", "activity", "agent", "at", "score"] as const;
export type LogColumn = (typeof logColumns)[number];
export type Columns = Record<LogColumn, string>;

export const uploadInput = z.object({
  connectionId: z.uuid(),
  timeZone: z.string().refine(isTimeZone, "helpdesks:errors.timeZone"),
  file: z
    .instanceof(File, { message: "helpdesks:errors.noFile" })
    .refine((file) => file.size > 0, "helpdesks:errors.noFile")
    .refine((file) => file.size <= LOG_LIMIT_BYTES, "helpdesks:errors.fileTooLarge"),
});

const heading = z.string().max(200).default("");
export const columnsInput = z.object({
  intent: z.literal("columns"),
  ticket: heading,
  activity: heading,
  agent: heading,
  at: heading,
  score: heading,
  timeZone: z.string().refine(isTimeZone, "helpdesks:errors.timeZone"),
});

export const startInput = z.object({
  intent: z.literal("start"),
  agents: z
    .array(z.object({ name: z.string().min(1).max(200), contractId: z.union([z.uuid(), z.literal("")]).default("") }))
    .max(DISTINCT_LIMIT)
    .default([]),
  activities: z
    .array(z.object({ name: z.string().min(1).max(200), kind: z.enum(eventKinds) }))
    .min(1)
    .max(DISTINCT_LIMIT),
});

export interface LogTable {
  header: string[];
  /** `line` is the file's line it begins on, 1 = the heading. */
  rows: { line: number; cells: string[] }[];
  /** Line of a quote that is never closed. */
  openQuote: number | null;
}

/** Comma- or semicolon-separated text (RFC 4180: quotes, doubled quotes, line breaks inside quotes; CR LF or LF; a byte order mark is skipped). */
export function readTable(text: string): LogTable {
  const content = text.replace(/^\uFEFF/, "");
  const first = content.slice(0, content.search(/\r?\n|$/));
  const separator = first.split(";").length > first.split(",").length ? ";" : ",";
  const rows: LogTable["rows"] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let line = 1;
  let begun = 1;
  let quotedAt = 1;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cells[0]!.trim() !== "") rows.push({ line: begun, cells });
    cells = [];
    cell = "";
  };
  for (let at = 0; at < content.length; at++) {
    const char = content[at]!;
    if (char === "\n") line++;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (content[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell === "") {
      quoted = true;
      quotedAt = line;
    } else if (char === separator) {
      cells.push(cell);
      cell = "";
    } else if (char === "\n") {
      endRow();
      begun = line;
    } else if (char !== "\r" || content[at + 1] !== "\n") cell += char;
  }
  if (cell !== "" || cells.length > 0) endRow();
  const [header, ...rest] = rows;
  return { header: (header?.cells ?? []).map((name) => name.trim()), rows: rest, openQuote: quoted ? quotedAt : null };
}

const usual: Record<LogColumn, RegExp> = {
  ticket: /^(case|ticket)([ _-]?(id|number))?$|^case:concept:name$/i,
  activity: /^(activity|event|action|status|concept:name)$/i,
  agent: /^(resource|agent|assignee|user|actor|org:resource)$/i,
  at: /^(completed?[ _]?(at|timestamp)?|complete timestamp|timestamp|time(:timestamp)?|occurred_?at|date|created_?at)$/i,
  score: /^(score|csat|rating|satisfaction)$/i,
};

/** The columns by their usual names; "" where none is. */
export function guessColumns(header: string[]): Columns {
  return Object.fromEntries(
    logColumns.map((column) => [column, header.find((name) => usual[column].test(name)) ?? ""]),
  ) as Columns;
}

/** What an activity's words suggest; the manager decides. */
export function guessKind(activity: string): EventKind {
  const words: [RegExp, EventKind][] = [
    [/re-?open/i, "reopened"],
    [/csat|survey|satisf|rating/i, "csat"],
    [/^(insert|create[d]?|open(ed)?|new)( ticket| case)?$/i, "created"],
    [/^assign/i, "assigned"],
    [/take|took|accept|start|in progress/i, "taken"],
    [/repl(y|ied)|respon|answer|comment/i, "replied"],
    [/wait|pending|hold/i, "waiting"],
    [/^(resolve|solve)[d]?( ticket| case)?$/i, "solved"],
    [/^clos/i, "closed"],
  ];
  return words.find(([pattern]) => pattern.test(activity.trim()))?.[1] ?? "other";
}

/** What is wrong with a line: a key under "helpdesks:faults" and what to fill in. */
export interface LineFault {
  line: number;
  fault: "columns" | "ticket" | "activity" | "agent" | "at" | "gap" | "future" | "score" | "tooLong" | "openQuote";
  value: string;
}

export interface LogRow {
  line: number;
  ticket: string;
  activity: string;
  agent: string;
  at: Date;
  /** The time as the log writes it. */
  wrote: string;
  score: number | null;
}

export interface ReadLog {
  rows: LogRow[];
  faults: LineFault[];
  /** Times that the zone's clock showed twice (its hour went back); the earlier is taken. */
  doubled: number;
}

/**
 * The rows of a log with its local times as instants. A row with a fault is named by its line, and a time that the zone's clock never showed is
 * a fault.
 * @param timeZone IANA zone of times that carry none; @param now nothing may be later
 */
export function readLog(table: LogTable, columns: Columns, timeZone: string, now: Date): ReadLog {
  const place = Object.fromEntries(logColumns.map((column) => [column, table.header.indexOf(columns[column])])) as Record<
    LogColumn,
    number
  >;
  const read: ReadLog = { rows: [], faults: [], doubled: 0 };
  if (table.openQuote !== null) read.faults.push({ line: table.openQuote, fault: "openQuote", value: "" });
  const clock = zoneClock(timeZone);
  for (const { line, cells } of table.rows) {
    const value = (column: LogColumn) => (place[column] < 0 ? "" : (cells[place[column]] ?? "").trim().replaceAll("\u0000", ""));
    const fail = (fault: LineFault["fault"], given = "") => read.faults.push({ line, fault, value: given.slice(0, 60) });
    if (cells.length !== table.header.length) {
      fail("columns", String(cells.length));
      continue;
    }
    const [ticket, activity, agent] = [value("ticket"), value("activity"), value("agent")];
    if (!ticket || !activity || (place.agent >= 0 && !agent)) {
      fail(!ticket ? "ticket" : !activity ? "activity" : "agent");
      continue;
    }
    if ([ticket, activity, agent].some((text) => text.length > 200)) {
      fail("tooLong");
      continue;
    }
    const instant = clock(value("at"));
    if (!instant || instant === "gap" || instant.at > now) {
      fail(!instant ? "at" : instant === "gap" ? "gap" : "future", value("at"));
      continue;
    }
    const score = value("score");
    if (score && !/^[1-5]$/.test(score)) {
      fail("score", score);
      continue;
    }
    if (instant.doubled) read.doubled++;
    read.rows.push({ line, ticket, activity, agent, at: instant.at, wrote: value("at"), score: score ? Number(score) : null });
  }
  return read;
}

const stamp = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** Reads "2010-02-10 08:50:20", in the zone unless it says its own. Hours are remembered: asking a zone for each row is slow. */
function zoneClock(timeZone: string) {
  const offsets = new Map<string, { ms: number; doubled: boolean } | "gap">();
  return (text: string): { at: Date; doubled: boolean } | "gap" | null => {
    const match = stamp.exec(text);
    if (!match) return null;
    const [, year, month, day, hour, minute, second = "00", fraction = "", own] = match;
    const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0")}Z`;
    const utc = new Date(wall);
    // 31 February and 24:61 are no times: the calendar would move them.
    if (Number.isNaN(utc.getTime()) || utc.toISOString() !== wall) return null;
    if (own) {
      const zoned = new Date(own === "Z" ? wall : wall.replace("Z", own.replace(/^(.\d\d):?(\d\d)$/, "$1:$2")));
      return Number.isNaN(zoned.getTime()) ? null : { at: zoned, doubled: false };
    }
    // Clocks change on the quarter of an hour at the finest.
    const quarter = `${year}-${month}-${day}T${hour}:${String(Math.floor(Number(minute) / 15) * 15).padStart(2, "0")}`;
    let offset = offsets.get(quarter);
    if (!offset) {
      offset = offsetAt(quarter, timeZone);
      offsets.set(quarter, offset);
    }
    return offset === "gap" ? "gap" : { at: new Date(utc.getTime() - offset.ms), doubled: offset.doubled };
  };
}

function offsetAt(local: string, timeZone: string): { ms: number; doubled: boolean } | "gap" {
  const plain = Temporal.PlainDateTime.from(local);
  const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
    plain.toZonedDateTime(timeZone, { disambiguation }),
  );
  if (!earlier!.toPlainDateTime().equals(plain)) return "gap";
  return { ms: earlier!.offsetNanoseconds / 1e6, doubled: earlier!.epochMilliseconds !== later!.epochMilliseconds };
}

/** How often each value stands in a column of the rows, the most frequent first. */
export function counted(rows: LogRow[], column: "agent" | "activity"): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) if (row[column]) counts.set(row[column], (counts.get(row[column]) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/**
 * A row's event. Logs carry no ids, so it is made of what the row says and which time it says it: rows that are alike to the letter are events
 * of their own, and the same file, or a longer one, read again is recognised, whatever zone or kinds are chosen then.
 * @param digest a hash of a text, short and without collisions
 */
export function* eventsOfLog(
  rows: LogRow[],
  kinds: Record<string, string>,
  digest: (text: string) => string,
): Generator<HelpdeskEventInput> {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const text = JSON.stringify([row.ticket, row.activity, row.agent, row.wrote, row.score]);
    const time = (seen.get(text) ?? 0) + 1;
    seen.set(text, time);
    const wanted = (kinds[row.activity] ?? "other") as EventKind;
    // A survey's line without an answer tells nothing of satisfaction; a score belongs to surveys only.
    const kind = wanted === "csat" && row.score === null ? "other" : wanted;
    yield {
      id: `log:${digest(text)}:${time}`,
      ticket: row.ticket,
      kind,
      occurredAt: row.at,
      ...(row.agent ? { agent: row.agent } : {}),
      ...(kind === "csat" ? { score: row.score! } : {}),
      extra: { activity: row.activity },
    };
  }
}
