import { sql } from "drizzle-orm";
import type { DaySum } from "#app/domain/diary/day-sums.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import type { Db } from "#db/client.server.ts";
import { queryCount } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { record, segmentsOf } from "#tests/factories/diary.ts";
import { event, givenHelpdesk, givenLogin, tell } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenShift, givenTeam } from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const ownMonth = await import("#app/routes/agent+/diary_.month.tsx");
const teamMonth = await import("#app/routes/business+/diary.month.tsx");
const month = await import("#app/routes/business+/diary.$contractId_.month.tsx");
const ownCompare = await import("#app/routes/agent+/diary_.compare.tsx");
const teamCompare = await import("#app/routes/business+/diary.compare.tsx");
const compare = await import("#app/routes/business+/diary.$contractId_.compare.tsx");
const ownSearch = await import("#app/routes/agent+/diary_.search.tsx");
const search = await import("#app/routes/business+/diary.search.tsx");
const csv = await import("#app/routes/resources+/diary-csv.ts");
const metricsCsv = await import("#app/routes/resources+/metrics-csv.ts");
const team = await import("#app/routes/business+/diary.index.tsx");

const now = at("2026-11-26T12:00Z");

/** Ana works Monday 09:00-11:00 of a shift to 13:00, and an hour by hand on Tuesday; ten minutes of Monday are taken back. */
async function givenWeek(db: Db) {
  const given = await givenTeam(db, ["Ana", "Bruno"], {}, { manualTimeAllowed: true });
  const [ana, bruno] = given.team;
  await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  const monday = segmentsOf(at("2026-11-23T09:00Z"), 130, { memo: "=Refunds, chat" });
  await record(db, ana!, monday);
  await db.transaction((tx) =>
    deleteSegment(tx, { segmentId: monday.at(-1)!.id }, { actor: ana!.freelancer.agent, now: at("2026-11-23T12:00Z") }),
  );
  await record(db, ana!, segmentsOf(at("2026-11-24T09:00Z"), 60, { kind: "manual", memo: "Mail" }));
  await record(db, bruno!, segmentsOf(at("2026-11-17T22:30Z"), 60, { memo: "Night" }));
  return { ...given, ana: ana!, bruno: bruno! };
}
type Days = { days: Map<string, DaySum> };
const anaMonday = { worked: 120, kinds: { tracked: 120 }, deleted: 10, unprotected: 0, planned: 240, missed: 120 };

test("a month has each day's hours by kind, what is not protected, and shifts without work, on the chosen clock", async ({
  db,
}) => {
  const { ana, bruno, people } = await givenWeek(db);
  const params = { contractId: ana.contract.id };
  const seen = (await visit(db, month, { as: people.viewer, params, url: "/?month=2026-11", now })).data as Days;
  expect([...seen.days.keys()].sort()).toEqual(["2026-11-23", "2026-11-24"]);
  expect(seen.days.get("2026-11-23")).toMatchObject(anaMonday);
  expect(seen.days.get("2026-11-24")).toMatchObject({ worked: 60, kinds: { manual: 60 }, unprotected: 60 });
  const own = (await visit(db, ownMonth, { as: ana.freelancer.agent, url: "/?month=2026-11", now })).data as Days;
  expect(own.days.get("2026-11-23")).toMatchObject(anaMonday);
  const all = (await visit(db, teamMonth, { as: people.viewer, url: "/?month=2026-11&clock=utc", now })).data as Days;
  expect(all.days.get("2026-11-17")).toMatchObject({ worked: 60 });
  expect(all.days.get("2026-11-23")).toMatchObject(anaMonday);
  expect((await visit(db, teamMonth, { as: people.viewer, url: "/?month=2026-13", now })).status).toBe(404);
  const stranger = (await givenBusiness(db)).owner;
  expect((await visit(db, month, { as: stranger, params, now })).status).toBe(404);
  expect(((await visit(db, teamMonth, { as: stranger, url: "/?month=2026-11", now })).data as Days).days.size).toBe(0);
  expect(((await visit(db, ownMonth, { as: bruno.freelancer.agent, url: "/?month=2026-11", now })).data as Days).days.size).toBe(
    1,
  );
});

test("two weeks stand side by side, each day, kind, figure and contract", async ({ db }) => {
  const { ana, people, team: both } = await givenWeek(db);
  const connection = await givenHelpdesk(db, people, { now: at("2026-11-20T09:00Z") });
  await tell(db, connection, [event("1", "solved", "2026-11-23T09:20Z", "ana")]);
  await givenLogin(db, people, connection, "ana", ana.contract);
  interface Answer {
    halves: { days: DaySum[]; sum: DaySum; figures: { solved: { value: number } } }[];
    lines: { id: string }[];
  }
  const read = async (route: object, as: { userId: string | null }, params = {}) =>
    (await visit(db, route, { as, params, url: "/?a=2026-11-16&b=2026-11-23", now })).data as Answer;
  const whole = await read(teamCompare, people.viewer);
  expect(whole.halves.map((half) => [half.sum.worked, half.figures.solved.value])).toEqual([
    [60, 0],
    [180, 1],
  ]);
  expect(whole.halves.map((half) => half.days.map((day) => day.worked))).toEqual([
    [0, 60, 0, 0, 0, 0, 0],
    [120, 60, 0, 0, 0, 0, 0],
  ]);
  expect(whole.lines.map((one) => one.id).sort()).toEqual(both.map((one) => one.contract.id).sort());
  const params = { contractId: ana.contract.id };
  expect((await read(compare, people.viewer, params)).halves.map((half) => half.sum.worked)).toEqual([0, 180]);
  expect((await read(ownCompare, ana.freelancer.agent)).halves[1]!.sum).toMatchObject({ planned: 240, missed: 120, deleted: 10 });
  expect((await visit(db, compare, { as: (await givenBusiness(db)).owner, params, now })).status).toBe(404);
  expect((await visit(db, teamCompare, { as: people.viewer, url: "/?a=2026-11-17", now })).status).toBe(404);
});

test("memos are searched over weeks, by each side in its own diary", async ({ db }) => {
  const { ana, bruno, people } = await givenWeek(db);
  const total = async (route: object, as: { userId: string | null }, url: string) =>
    ((await visit(db, route, { as, url, now })).data as { total: number }).total;
  expect(await total(search, people.viewer, "/?q=refunds")).toBe(13);
  expect(await total(search, people.viewer, "/?q=refunds&mark=deleted")).toBe(1);
  expect(await total(search, people.viewer, "/?q=100%25_")).toBe(0);
  expect(await total(search, people.viewer, "/?source=manual")).toBe(6);
  expect(await total(search, people.viewer, `/?contract=${bruno.contract.id}`)).toBe(6);
  expect(await total(ownSearch, ana.freelancer.agent, "/?q=night")).toBe(0);
  expect(await total(ownSearch, ana.freelancer.agent, `/?contract=${bruno.contract.id}`)).toBe(0);
  expect(await total(search, (await givenBusiness(db)).owner, `/?contract=${ana.contract.id}`)).toBe(0);
});

test("the file has what the page shows, with what protects it, and no cell that a spreadsheet would run", async ({ db }) => {
  const { ana, people } = await givenWeek(db);
  const lines = async (as: { userId: string | null }, url: string) =>
    (await ((await visit(db, csv, { as, url, now })).data as Response).text()).trim().split("\r\n");
  const [header, first, ...rest] = await lines(people.viewer, "/?week=2026-11-23");
  expect(header).toMatch(/^segment_id,week,contract_id/);
  expect(rest).toHaveLength(18);
  expect(first).toMatch(
    /,Ana,2026-11-23T09:00:00\.000Z,2026-11-23T09:10:00\.000Z,10,tracked,api,"'=Refunds, chat",10,false,false,,protected,0,0,$/,
  );
  expect(await lines(people.viewer, "/?from=2026-11-16&to=2026-11-23")).toHaveLength(1 + 19 + 6);
  expect(await lines(ana.freelancer.agent, "/?from=2026-11-16&to=2026-11-23&pay=unprotected")).toHaveLength(1 + 6);
  expect(await lines((await givenBusiness(db)).owner, `/?week=2026-11-23&contract=${ana.contract.id}`)).toHaveLength(1);
  expect((await visit(db, csv, { as: people.viewer, url: "/?week=2026-11-24", now })).status).toBe(404);
});

test("adherence and conformance stand in the team's diary and in the file of figures", async ({ db }) => {
  const { ana, people } = await givenWeek(db);
  const { adherence } = (await visit(db, team, { as: people.viewer, url: "/?week=2026-11-23", now })).data as {
    adherence: Map<string, object>;
  };
  expect(adherence.get(ana.contract.id)).toMatchObject({ planned: 240, inside: 120, adherence: 500, conformance: 750 });
  const file = (await visit(db, metricsCsv, { as: people.viewer, url: "/?week=2026-11-23", now })).data as Response;
  const [header, line] = (await file.text()).split("\r\n").map((one) => one.split(","));
  const value = (name: string) => line![header!.indexOf(name)];
  expect([value("planned_minutes"), value("adherence_percent"), value("conformance_percent")]).toEqual(["240", "50", "75"]);
});

test("a page makes few queries, and a month reads two partitions at most", async ({ db }) => {
  const { people, ana } = await givenWeek(db);
  const params = { contractId: ana.contract.id };
  const count = async (route: object, url: string, given = {}) => {
    const counted = { queries: [] as string[] };
    await queryCount.run(counted, () => visit(db, route, { as: people.viewer, url, now, params: given }));
    return counted.queries.length;
  };
  for (const [route, given] of [
    [teamMonth, {}],
    [month, params],
    [teamCompare, {}],
    [compare, params],
    [search, {}],
    [team, {}],
  ] as const)
    expect(await count(route, "/", given)).toBeLessThanOrEqual(8);
  const plan = await db.execute<{ "QUERY PLAN": string }>(
    sql`explain select sum(minutes) from segments where contract_id = ${ana.contract.id} and week = any('{2026-10-26,2026-11-02,2026-11-09,2026-11-16,2026-11-23,2026-11-30}'::date[])`,
  );
  const read = new Set(plan.flatMap((row) => row["QUERY PLAN"].match(/segments_\d{4}_\d{2}|segments_default/g) ?? []));
  expect([...read].sort()).toEqual(["segments_2026_10", "segments_2026_11"]);
});

test("somebody without a diary yet sees empty pages, not errors", async ({ db }) => {
  const { people } = await givenContract(db);
  const fresh = await givenBusiness(db);
  for (const as of [people.viewer, fresh.viewer])
    for (const route of [teamMonth, teamCompare, search]) expect((await visit(db, route, { as, now })).status).toBe(200);
});
