import { asc, eq } from "drizzle-orm";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { segments, trackerSessions } from "#db/schema/diary.ts";
import { timesheets } from "#db/schema/timesheets.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFrozenWeek, givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const tracker = await import("#app/routes/agent+/tracker.tsx");
const agentDiary = await import("#app/routes/agent+/diary.tsx");
const contractDiary = await import("#app/routes/business+/diary.$contractId.tsx");
const review = await import("#app/routes/business+/timesheets.$timesheetId.tsx");
const csv = await import("#app/routes/resources+/timesheets-csv.ts");
const contractPage = await import("#app/routes/agent+/contracts.$contractId.tsx");

const contractOn = (db: Db, wish: Parameters<typeof givenContract>[1] = {}) => givenContract(db, { from: "2026-11-16", ...wish });
const diaryOf = async (db: Db, contractId: string) =>
  (await db.select().from(segments).where(eq(segments.contractId, contractId)).orderBy(asc(segments.startedAt))).map((row) => [
    row.minutes,
    row.kind,
    row.memo,
  ]);

test("an agent without JavaScript starts, changes the memo, switches and stops by plain forms", async ({ db }) => {
  const { contract, freelancer } = await contractOn(db);
  const send = (now: string, form: Record<string, string>) => visit(db, tracker, { as: freelancer.agent, form, now: at(now) });
  const start = { intent: "start", contractId: contract.id, mode: "tracked", memo: "Chat queue" };
  expect(await send("2026-11-18T09:00Z", start)).toMatchObject({ status: 302, location: "/agent/tracker" });
  await send("2026-11-18T09:10Z", { ...start, mode: "in-queue" });
  await send("2026-11-18T09:12Z", { intent: "describe", memo: "Waiting for chats" });
  await send("2026-11-18T09:15Z", { intent: "stop" });
  await send("2026-11-18T09:16Z", { intent: "stop" });
  expect(await diaryOf(db, contract.id)).toEqual([
    [10, "tracked", "Chat queue"],
    [5, "in-queue", "Waiting for chats"],
  ]);
  const page = await visit(db, tracker, { as: freelancer.agent, now: at("2026-11-18T10:00Z") });
  expect(page.data).toMatchObject({ running: null, contracts: [{ id: contract.id, minutes: 15, today: 15, limit: 2_400 }] });
});

test("a wrong tracker form says which field, and what was typed stays", async ({ db }) => {
  const { contract, freelancer } = await contractOn(db);
  const form = { intent: "start", contractId: contract.id, mode: "sleeping", memo: "Chat" };
  const answer = await visit(db, tracker, { as: freelancer.agent, form, now: at("2026-11-18T09:00Z") });
  expect(answer.status).toBe(400);
  expect(answer.data).toMatchObject({ form: { errors: { mode: [expect.any(String)] }, values: { memo: ["Chat"] } } });
  const early = { ...form, mode: "tracked" };
  expect(await visit(db, tracker, { as: freelancer.agent, form: early, now: at("2026-11-15T09:00Z") })).toMatchObject({
    status: 409,
    data: { form: { errors: { "": ["This contract starts on 2026-11-16."] } } },
  });
  const others = { ...early, contractId: (await contractOn(db)).contract.id };
  expect((await visit(db, tracker, { as: freelancer.agent, form: others, now: at("2026-11-18T09:00Z") })).status).toBe(404);
  expect(await db.select().from(trackerSessions).where(eq(trackerSessions.agentId, freelancer.agentId))).toEqual([]);
});

test("time by hand: what overlaps is named in the agent's own clock, the rest is kept", async ({ db }) => {
  const agent = await givenAgent(db, { timeZone: "Europe/Paris", now: at("2026-11-01T09:00Z") });
  const given = await contractOn(db, { agent, manualTimeAllowed: true });
  await givenWork(db, given, { from: at("2026-11-18T09:10Z"), minutes: 10 });
  const form = {
    intent: "manual",
    contractId: given.contract.id,
    id: newId(),
    day: "2026-11-18",
    from: "10:00",
    to: "10:30",
    memo: "Power cut",
  };
  const now = at("2026-11-18T12:00Z");
  const answer = await visit(db, tracker, { as: agent.agent, form, now });
  expect(answer.status).toBe(409);
  expect(answer.data).toMatchObject({
    form: { errors: { "": [expect.any(String), "You have other time recorded from 10:10 to 10:20."] } },
  });
  expect(await diaryOf(db, given.contract.id)).toHaveLength(3);
  const backwards = await visit(db, tracker, { as: agent.agent, form: { ...form, to: "09:00" }, now });
  expect([backwards.status, Object.keys((backwards.data as { form: { errors: object } }).form.errors)]).toEqual([400, ["to"]]);
});

test("a day and a week of a diary have addresses; nonsense is not found", async ({ db }) => {
  const given = await contractOn(db);
  // Half past midnight on Monday in Paris is still the week before in UTC.
  await givenWork(db, given, { from: at("2026-11-22T23:30Z"), minutes: 10 });
  const ask = (url: string) =>
    visit(db, contractDiary, {
      as: given.people.viewer,
      params: { contractId: given.contract.id },
      url,
      now: at("2026-11-24T09:00Z"),
    });
  const segmentsIn = async (url: string) => ((await ask(url)).data as { segments: unknown[] }).segments.length;
  expect(await segmentsIn("/?week=2026-11-16")).toBe(1);
  expect(await segmentsIn("/?week=2026-11-23")).toBe(0);
  expect(await segmentsIn("/?day=2026-11-22&clock=utc")).toBe(1);
  for (const wrong of ["/?week=2026-11-17", "/?day=2026-02-30", "/?day=tomorrow"]) expect((await ask(wrong)).status).toBe(404);
  const mine = await visit(db, agentDiary, {
    as: given.freelancer.agent,
    url: "/?day=2026-11-22&clock=utc",
    now: at("2026-11-24T09:00Z"),
  });
  expect((mine.data as { segments: unknown[] }).segments).toHaveLength(1);
});

test("a manager approves a week by its form; a viewer cannot, a stranger finds nothing", async ({ db }) => {
  const given = await contractOn(db);
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 60 });
  const { id } = await givenFrozenWeek(db, given, "2026-11-16");
  const approve = (as: { userId: string | null }) =>
    visit(db, review, {
      as,
      params: { timesheetId: id },
      form: { intent: "approve", note: "Well done" },
      now: at("2026-11-24T09:00Z"),
    });
  expect((await approve(given.people.viewer)).status).toBe(403);
  expect((await approve((await givenBusiness(db)).owner)).status).toBe(404);
  expect(await approve(given.people.manager)).toMatchObject({ status: 302, location: `/business/timesheets/${id}` });
  const [row] = await db.select().from(timesheets).where(eq(timesheets.id, id));
  expect([row!.state, row!.note]).toEqual(["approved", "Well done"]);
  const page = await visit(db, review, { as: given.people.viewer, params: { timesheetId: id } });
  expect(page.data).toMatchObject({ bill: null, mayReview: false, money: { releasedAt: null } });
});

test("the list as a file has the figures of both sides in major units", async ({ db }) => {
  const given = await contractOn(db);
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 60 });
  const { id } = await givenFrozenWeek(db, given, "2026-11-16");
  const read = async (as: { userId: string | null }, url = "/") => {
    const { data } = await visit(db, csv, { as, url });
    return (await (data as Response).text()).trim().split("\r\n");
  };
  const [header, line] = await read(given.people.viewer);
  expect(header).toMatch(
    /^timesheet_id,week,agent,business,contract,state,minutes,over_limit_minutes,currency,hourly_rate,pay,fee,/,
  );
  expect(line).toContain(`${id},2026-11-16,Ana Almeida,Lumen,Chat support,inReview,60,0,USD,12.00,12.00,1.20,`);
  expect((await read(given.freelancer.agent))[1]).toContain(",USD,12.00,12.00,2026-11-23T12:00:00.000Z,");
  expect(await read(given.people.viewer, "/?state=approved")).toHaveLength(1);
  expect(await read((await givenBusiness(db)).owner)).toHaveLength(1);
});

test("a proposed rate out of bounds or malformed is refused by its field", async ({ db }) => {
  const { contract, freelancer } = await contractOn(db);
  const propose = (hourlyRate: string, weeklyLimitMinutes = "") =>
    visit(db, contractPage, {
      as: freelancer.agent,
      params: { contractId: contract.id },
      form: { intent: "propose", hourlyRate, weeklyLimitMinutes, note: "" },
      now: at("2026-11-18T09:00Z"),
    });
  for (const wrong of ["abc", "0.50", "500.01", "12.345"]) {
    const { status, data } = await propose(wrong);
    expect([wrong, status, Object.keys((data as { form: { errors: object } }).form.errors)]).toEqual([
      wrong,
      400,
      ["hourlyRate"],
    ]);
  }
  expect((await propose("", "59")).status).toBe(400);
  expect((await propose("", "")).status).toBe(400);
  expect((await propose("13.50")).status).toBe(302);
});
