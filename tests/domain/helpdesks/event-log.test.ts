import fs from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { describe } from "vitest";
import { system } from "#app/domain/accounts/permissions.ts";
import { chooseColumns } from "#app/domain/helpdesks/choose-columns.server.ts";
import { guessColumns, guessKind, readLog, readTable } from "#app/domain/helpdesks/event-log.ts";
import type { EventKind } from "#app/domain/helpdesks/helpdesk-event.ts";
import { importLogFlow } from "#app/domain/helpdesks/import-log-flow.server.ts";
import { importPreview } from "#app/domain/helpdesks/import-preview.server.ts";
import { figuresOf } from "#app/domain/helpdesks/metrics.ts";
import type { Span } from "#app/domain/helpdesks/spans.ts";
import { startImport } from "#app/domain/helpdesks/start-import.server.ts";
import { eventsForFigures, responsesOf } from "#app/domain/helpdesks/ticket-events.server.ts";
import { uploadLog } from "#app/domain/helpdesks/upload-log.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { helpdeskEvents, helpdeskImports } from "#db/schema/helpdesks.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenHelpdesk } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { sharedPath } from "#tests/setup/needs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-15T09:00Z");
const heading = "case_id,activity,resource,completed_at";
type Given = { people: Awaited<ReturnType<typeof givenBusiness>>; connection: { id: string } };

async function upload(db: Db, { people, connection }: Given, content: string, timeZone = "Europe/Rome") {
  const input = { connectionId: connection.id, fileName: "log.csv", content, timeZone };
  return (await db.transaction((tx) => uploadLog(tx, input, { actor: people.manager, now }))).id;
}
/** Starts a draft as it is suggested, its agents mapped as said, and reads it. */
async function take(db: Db, { people }: Given, importId: string, contractOf: Record<string, string> = {}) {
  const { draft } = await importPreview(db, importId, now, people.manager);
  const agents = draft!.agents.map(({ name, contractId }) => ({ name, contractId: contractOf[name] ?? contractId ?? "" }));
  const activities = draft!.activities.map(({ name, kind }) => ({ name, kind }));
  await db.transaction((tx) => startImport(tx, { importId, agents, activities }, { actor: people.manager, now }));
  await settleAt(db, now);
  const [log] = await db.select().from(helpdeskImports).where(eq(helpdeskImports.id, importId));
  return log!;
}
const storedOf = (db: Db, { connection }: Given) => db.$count(helpdeskEvents, eq(helpdeskEvents.connectionId, connection.id));

test("a table is read with quotes, line breaks, semicolons and a byte order mark, and knows its lines", () => {
  const table = readTable('\uFEFFa;b\r\n"x;""y""";1\r\n"two\nlines";2\n\n3;4');
  expect(table.header).toEqual(["a", "b"]);
  expect(table.rows).toEqual([
    { line: 2, cells: ['x;"y"', "1"] },
    { line: 3, cells: ["two\nlines", "2"] },
    { line: 6, cells: ["3", "4"] },
  ]);
  expect(readTable('a,b\n1,"2').openQuote).toBe(2);
});

test("local times become instants by the zone's rules; times that never were are faults, doubled ones are counted", () => {
  const rows = [
    "2026-01-15 08:00:00",
    "2026-07-15 08:00:00",
    "2026-10-25 02:30:00",
    "2026-03-29 02:30:00",
    "2026-02-31 10:00:00",
  ];
  const own = ["2026-01-15T08:00:00+05:30", "2026-01-15 08:00", "yesterday", "2030-01-01 00:00:00"];
  const text = [heading, ...[...rows, ...own].map((time) => `1,Closed,ana,${time}`)].join("\n");
  const table = readTable(text);
  const read = readLog(table, guessColumns(table.header), "Europe/Rome", at("2026-12-01T00:00Z"));
  expect(read.rows.map((row) => row.at.toISOString())).toEqual([
    "2026-01-15T07:00:00.000Z",
    "2026-07-15T06:00:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-01-15T02:30:00.000Z",
    "2026-01-15T07:00:00.000Z",
  ]);
  expect(read.doubled).toBe(1);
  expect(read.faults.map(({ line, fault }) => [line, fault])).toEqual([
    [5, "gap"],
    [6, "at"],
    [9, "at"],
    [10, "future"],
  ]);
});

test("a log with a faulty line is not begun, the lines are named, and nothing of it is stored", async ({ db }) => {
  const people = await givenBusiness(db);
  const given = { people, connection: await givenHelpdesk(db, people, { kind: "log" }) };
  const content = [
    heading,
    "1,Closed,ana,2026-01-15 08:00:00",
    "2,Closed,ana",
    ",Closed,ana,2026-01-15 08:00:00",
    "3,,ana,2026-01-15 08:00:00",
  ];
  const importId = await upload(db, given, content.join("\n"));
  const { draft } = await importPreview(db, importId, now, people.viewer);
  expect(draft!.faults.map(({ line, fault }) => [line, fault])).toEqual([
    [3, "columns"],
    [4, "ticket"],
    [5, "activity"],
  ]);
  await expect(take(db, given, importId)).rejects.toThrow(Conflict);
  expect(await storedOf(db, given)).toBe(0);
});

test("what is no table is refused, and so are columns that are not there", async ({ db }) => {
  const people = await givenBusiness(db);
  const given = { people, connection: await givenHelpdesk(db, people, { kind: "log" }) };
  for (const content of ["", "just words", `${heading}\n`, "a,a\n1,2", "a,b\n1,\u0000"])
    await expect(upload(db, given, content)).rejects.toThrow(Invalid);
  const importId = await upload(db, given, "x,y,z\n1,Closed,2026-01-15 08:00:00");
  const choose = (columns: Record<string, string>) =>
    db.transaction((tx) =>
      chooseColumns(
        tx,
        { importId, columns: { ticket: "x", activity: "y", agent: "", at: "z", score: "", ...columns }, timeZone: "UTC" },
        { actor: people.manager, now },
      ),
    );
  await expect(choose({ at: "when" })).rejects.toMatchObject({ field: "at" });
  await expect(choose({ activity: "" })).rejects.toMatchObject({ field: "activity" });
  await choose({});
  expect((await take(db, given, importId)).addedRows).toBe(1);
});

test("cut off in the middle nothing of a log is stored; begun again, even twice at once, it is read once", async ({ db }) => {
  const people = await givenBusiness(db);
  const given = { people, connection: await givenHelpdesk(db, people, { kind: "log" }) };
  const lines = Array.from({ length: 1200 }, (_, row) => `${row},Closed,ana,2026-01-15 08:00:00`);
  const importId = await upload(db, given, [heading, ...lines].join("\n"));
  await db.execute(
    sql`create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'the power is gone'; end $$`,
  );
  await db.execute(
    sql`create trigger cut_off before insert on helpdesk_events for each row when (new.ticket_id = '1100') execute function cut_off()`,
  );
  await expect(take(db, given, importId)).rejects.toThrow();
  const [cut] = await db.select().from(helpdeskImports).where(eq(helpdeskImports.id, importId));
  expect([cut!.state, cut!.doneRows, await storedOf(db, given)]).toEqual(["running", 1000, 0]);
  await db.execute(sql`drop trigger cut_off on helpdesk_events`);
  const context = { actor: system, now };
  await Promise.all([importLogFlow(db, { importId }, context), importLogFlow(db, { importId }, context)]);
  const [done] = await db.select().from(helpdeskImports).where(eq(helpdeskImports.id, importId));
  expect([done!.state, done!.addedRows, await storedOf(db, given)]).toEqual(["finished", 1200, 1200]);
});

const folder = sharedPath("helpdesk-log");
describe.runIf(folder)("a real helpdesk's log (shared/helpdesk-log)", () => {
  test("imports whole, once however often, and its figures are those of SQL over the file", async ({ db }) => {
    const content = fs.readFileSync(path.join(folder!, "events.csv"), "utf8");
    const people = await givenBusiness(db);
    const given = { people, connection: await givenHelpdesk(db, people, { kind: "log" }) };
    const first = await upload(db, given, content);
    const { draft } = await importPreview(db, first, now, people.manager);
    expect([draft!.readable, draft!.faultCount, draft!.tickets, draft!.agents.length]).toEqual([10_440, 0, 2240, 22]);
    const contractOf: Record<string, string> = {};
    for (const { name } of draft!.agents.slice(0, 3)) contractOf[name] = (await givenContract(db, { people })).contract.id;
    expect(await take(db, given, first, contractOf)).toMatchObject({
      state: "finished",
      rows: 10_440,
      doneRows: 10_440,
      addedRows: 10_440,
      content: null,
    });
    const again = await take(db, given, await upload(db, given, content));
    expect([again.state, again.doneRows, again.addedRows]).toEqual(["finished", 10_440, 0]);
    expect(await storedOf(db, given)).toBe(10_440);

    await loadRaw(db, content);
    const responses = await responsesOf(db, [people.business.id]);
    expect([...responses.values()]).toEqual(["taken"]);
    // Two weeks, the year with the most events, and everything.
    for (const [from, to] of [
      ["2012-07-23", "2012-07-30"],
      ["2012-01-02", "2012-01-16"],
      ["2012-01-02", "2012-12-31"],
      ["2010-01-01", "2014-02-01"],
    ] as const) {
      const period: Span = { from: Date.parse(`${from}T00:00Z`), to: Date.parse(`${to}T00:00Z`) };
      const events = await eventsForFigures(db, {
        connectionIds: [given.connection.id],
        from: new Date(period.from),
        to: new Date(period.to),
      });
      const names = await agentNames(db, given.connection.id);
      const shifts = dayShifts(period);
      const worked = new Map(events.flatMap(({ who }) => (who ? [[who, shifts] as const] : [])));
      const ours = [...figuresOf({ events, period, worked, responses })]
        .filter(([, one]) => one.handled.value! + one.solved.value! + one.reopened.value! + one.handledSeconds > 0)
        .map(([who, one]) => ({
          agent: names.get(who)!,
          handled: one.handled.value,
          solved: one.solved.value,
          first: one.firstResponse.value,
          reopened: one.reopened.value,
          seconds: one.handledSeconds,
          tickets: one.inHandTickets,
        }))
        .sort((a, b) => (a.agent < b.agent ? -1 : 1));
      expect(ours).toEqual(await sqlFigures(db, from, to));
      expect(ours.length).toBeGreaterThan(3);
    }
  }, 180_000);
});

/** The file as it is, in a table of its own. */
async function loadRaw(db: Db, content: string): Promise<void> {
  await db.execute(sql`create table raw_log (line int, ticket text, activity text, agent text, local_time timestamp)`);
  const rows = content
    .trim()
    .split("\n")
    .slice(1)
    .map((text, index) => {
      const [ticket, activity, agent, time] = text.split(",");
      return { line: index + 2, ticket, activity, agent, local_time: time };
    });
  await db.execute(
    sql`insert into raw_log select * from jsonb_populate_recordset(null::raw_log, ${JSON.stringify(rows)}::text::jsonb)`,
  );
}

/** Contract or login -> the log's name of the agent. */
async function agentNames(db: Db, connectionId: string): Promise<Map<string, string>> {
  const rows = (await db.execute(
    sql`select coalesce(contract_id::text, 'login:' || id) as who, external_id from helpdesk_identities where connection_id = ${connectionId}`,
  )) as unknown as { who: string; external_id: string }[];
  return new Map(rows.map((row) => [row.who, row.external_id]));
}

/** Work from 7:00 to 16:00 UTC, every day: somebody's recorded time. */
function dayShifts({ from, to }: Span): Span[] {
  const spans: Span[] = [];
  for (let day = new Date(from); day.getTime() < to; day = addDays(day, 1))
    spans.push({ from: day.getTime() + 7 * 3_600_000, to: day.getTime() + 16 * 3_600_000 });
  return spans;
}

/** The same figures by SQL over the raw file, by set logic: windows, ranges and percentiles. It shares nothing with the code under test. */
async function sqlFigures(db: Db, from: string, to: string) {
  const span = sql`(select ${from}::date::timestamp at time zone 'UTC' as a, ${to}::date::timestamp at time zone 'UTC' as z)`;
  await db.execute(sql`drop table if exists ranked`);
  await db.execute(sql`create table ranked as
    with ev as (
      select line, ticket, agent, local_time at time zone 'Europe/Rome' as at,
        case activity when 'Insert ticket' then 'created' when 'Assign seriousness' then 'assigned' when 'Take in charge ticket' then 'taken'
          when 'Wait' then 'waiting' when 'Resolve ticket' then 'solved' when 'Closed' then 'closed' else 'other' end as kind
      from raw_log where local_time at time zone 'Europe/Rome' < ${to}::date::timestamp at time zone 'UTC'
    )
    select *, row_number() over (partition by ticket order by at, line) as n from ev`);
  await db.execute(sql`create index on ranked (ticket, n)`);
  const rows = await db.execute(sql`
    with span as ${span},
    inside as (select ranked.* from ranked, span where at >= a and at < z),
    handled as (
      select agent, count(distinct ticket) filter (where kind in ('taken','replied','waiting','solved','closed','other'))::int as handled,
        count(distinct ticket) filter (where kind = 'solved')::int as solved
      from inside group by agent
    ),
    response as (
      select distinct on (r.ticket) r.ticket, r.agent, r.at, extract(epoch from r.at - f.at)::float8 as seconds
      from ranked r join ranked f on f.ticket = r.ticket and f.n = 1 where r.kind in ('taken', 'replied', 'solved') order by r.ticket, r.n
    ),
    first as (
      select agent, percentile_cont(0.5) within group (order by seconds) as first from response, span where at >= a and at < z group by agent
    ),
    undone as (
      select s.agent, u.at from ranked s
      join lateral (select at, n from ranked u where u.ticket = s.ticket and u.n > s.n and u.kind in ('reopened','taken','waiting') order by n limit 1) u on true
      where s.kind = 'solved' and not exists (select 1 from ranked b where b.ticket = s.ticket and b.n > s.n and b.n < u.n and b.kind = 'solved')
    ),
    reopened as (select agent, count(*)::int as reopened from undone, span where at >= a and at < z group by agent),
    -- Acts of the holder prolong a hold by four hours from the act.
    hold as (
      select m.ticket, m.agent, m.at as begin, m.n,
        (select min(x.n) from ranked x where x.ticket = m.ticket and x.n > m.n
          and (x.kind in ('waiting', 'solved', 'closed') or (x.kind in ('taken', 'assigned') and x.agent <> m.agent))) as stop_n
      from ranked m where m.kind = 'taken'
    ),
    steps as (
      select h.ticket, h.agent, h.n as hold_n, h.stop_n, x.n, x.at,
        lead(x.at) over (partition by h.ticket, h.n order by x.n) as next_at
      from hold h join ranked x on x.ticket = h.ticket and x.n >= h.n and (h.stop_n is null or x.n < h.stop_n) and x.agent = h.agent
    ),
    broken as (
      select ticket, hold_n, min(n) as last_n from steps where next_at > at + interval '4 hours' or next_at is null group by ticket, hold_n
    ),
    piece as (
      select h.ticket, h.agent, tstzrange(h.begin, least(s.at + interval '4 hours',
        coalesce((select at from ranked e where e.ticket = h.ticket and e.n = h.stop_n), 'infinity'))) as r
      from hold h join broken b on b.ticket = h.ticket and b.hold_n = h.n join steps s on s.ticket = h.ticket and s.hold_n = h.n and s.n = b.last_n
    ),
    shift as (select range_agg(tstzrange(d + interval '7 hours', d + interval '16 hours')) as worked from span, generate_series(a, z - interval '1 day', interval '1 day') d),
    clipped as (select agent, ticket, tstzmultirange(r) * worked as r from piece, shift),
    held as (
      select agent, (select sum(extract(epoch from upper(x) - lower(x))) from unnest(range_agg(r)) x)::float8 as seconds,
        count(distinct ticket) filter (where not isempty(r))::int as tickets from clipped group by agent
    )
    select agent, coalesce(handled, 0) as handled, coalesce(solved, 0) as solved, first, coalesce(reopened, 0) as reopened,
      coalesce(seconds, 0) as seconds, coalesce(tickets, 0) as tickets
    from handled full join first using (agent) full join reopened using (agent) full join held using (agent)
    where coalesce(handled, 0) + coalesce(solved, 0) + coalesce(reopened, 0) + coalesce(seconds, 0) > 0
    order by agent collate "C"`);
  return [...rows].map((row) => ({ ...row }));
}

test("the words of usual activities suggest their kinds", () => {
  const suggested = [
    "Take in charge ticket",
    "Resolve ticket",
    "Insert ticket",
    "Resolve SW anomaly",
    "Re-opened",
    "Wait",
    "VERIFIED",
  ].map(guessKind);
  expect(suggested).toEqual<EventKind[]>(["taken", "solved", "created", "other", "reopened", "waiting", "other"]);
});
