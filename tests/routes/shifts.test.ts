import { asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { queryCount } from "#db/client.server.ts";
import { shiftSettings, shifts } from "#db/schema/shifts.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenWork } from "#tests/factories/diary.ts";
import {
  draft,
  type GivenTeam,
  givenShift,
  givenTeam,
  planned,
  shiftById,
  thursday,
  weekInWords,
} from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const weekPage = await import("#app/routes/business+/shifts.index.tsx");
const shiftPage = await import("#app/routes/business+/shifts.$shiftId.tsx");
const ownPage = await import("#app/routes/agent+/shifts.index.tsx");
const ownShift = await import("#app/routes/agent+/shifts.$shiftId.tsx");
const ics = await import("#app/routes/resources+/shifts-ics.ts");
const csv = await import("#app/routes/resources+/shifts-csv.ts");

type Who = { userId: string | null };
const url = `/?week=${planned}`;
const plan = (db: Db, { roleId }: GivenTeam, as: Who, form: Record<string, string>) =>
  visit(db, weekPage, { as, url, form: { roleId, week: planned, ...form }, now: thursday });
const errorsOf = (data: unknown) => Object.keys((data as { form: { errors: object } }).form.errors);

test("a manager proposes, publishes and offers the rest by plain forms", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { headcount: 1, coverage: hours(weekdays, 9, 17) }, { weeklyLimitMinutes: 1_200 });
  const { manager } = given.people;
  const proposed = await plan(db, given, manager, { intent: "plan" });
  expect(proposed).toMatchObject({ status: 302, location: `/business/shifts?week=${planned}&did=plan&n=5` });
  expect((await plan(db, given, manager, { intent: "publish" })).location).toContain("did=publish&n=5");
  expect((await plan(db, given, manager, { intent: "offerGaps" })).location).toContain("did=offerGaps&n=5");
  expect((await plan(db, given, manager, { intent: "plan" })).location).toContain("did=plan&n=0");
  const { data } = await visit(db, weekPage, { as: given.people.viewer, url, now: thursday });
  expect(data).toMatchObject({ mayManage: false, over: false, plan: { sums: { required: 80, covered: 40, missing: 40 } } });
  expect((await plan(db, given, given.people.viewer, { intent: "plan" })).status).toBe(403);
  expect((await plan(db, given, (await givenBusiness(db)).owner, { intent: "plan" })).status).toBe(404);
});

test("a shift by hand is typed on the role's clock; each mistake stands at its field", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { timeZone: "Europe/Paris" });
  const contractId = given.team[0]!.contract.id;
  const form = { intent: "add", contractId, day: "2026-11-24", from: "09:00", to: "13:00", note: "Trade fair" };
  const add = (change: Record<string, string>) => plan(db, given, given.people.manager, { ...form, ...change });
  for (const [change, field] of [
    [{ from: "nine" }, "from"],
    [{ from: "09:10" }, "from"],
    [{ to: "22:30" }, "to"],
    [{ day: "2026-02-30" }, "day"],
    [{ contractId: "x" }, "contractId"],
    [{ note: "x".repeat(201) }, "note"],
  ] as const) {
    const { status, data } = await add(change);
    expect([change, status, errorsOf(data)]).toEqual([change, 400, [field]]);
  }
  expect((await add({ day: "2026-11-18" })).status).toBe(409);
  const other = await givenTeam(db, ["Bruno"]);
  expect((await add({ contractId: other.team[0]!.contract.id })).status).toBe(404);
  expect((await add({})).status).toBe(302);
  expect(await weekInWords(db, given.roleId)).toEqual(["Tue 08:00-12:00 draft"]);
  const again = await add({});
  expect([again.status, again.data]).toEqual([
    409,
    {
      form: {
        errors: { "": ["Ana has another shift at that time."] },
        values: expect.objectContaining({ note: ["Trade fair"] }),
      },
    },
  ]);
});

test("addresses that are nonsense are not found; forms with nonsense are refused", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  for (const wrong of ["/?week=2026-11-24", "/?week=soon", "/?role=x", `/?role=${given.businessId}`])
    expect((await visit(db, weekPage, { as: given.people.owner, url: wrong, now: thursday })).status).toBe(404);
  const { status, data } = await plan(db, given, given.people.owner, { intent: "plan", week: "2026-11-24" });
  expect([status, errorsOf(data)]).toEqual([400, ["week"]]);
  expect((await plan(db, given, given.people.owner, { intent: "everything" })).status).toBe(400);
});

test("the setting is saved by managers, read by all", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const save = (as: Who, form: Record<string, string>) => plan(db, given, as, { intent: "settings", ...form });
  expect((await save(given.people.viewer, { swapsNeedApproval: "on" })).status).toBe(403);
  expect((await save(given.people.manager, { swapsNeedApproval: "on" })).status).toBe(302);
  const shown = async () => (await visit(db, weekPage, { as: given.people.viewer, url, now: thursday })).data;
  expect(await shown()).toMatchObject({ swapsNeedApproval: true });
  await save(given.people.manager, {});
  expect(await shown()).toMatchObject({ swapsNeedApproval: false });
  expect(await db.select().from(shiftSettings).where(eq(shiftSettings.businessId, given.businessId))).toHaveLength(1);
});

test("a shift's page changes and cancels it; others find nothing", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const { id } = await givenShift(db, given, given.team[0]!.contract, "2026-11-23 09:00-13:00");
  const ask = (as: Who, form?: Record<string, string>) =>
    visit(db, shiftPage, { as, params: { shiftId: id }, form, now: thursday });
  const change = {
    intent: "change",
    contractId: given.team[1]!.contract.id,
    day: "2026-11-24",
    from: "10:00",
    to: "12:00",
    note: "",
  };
  expect((await ask((await givenBusiness(db)).owner)).status).toBe(404);
  expect((await ask((await givenBusiness(db)).owner, change)).status).toBe(404);
  expect((await ask(given.people.viewer, change)).status).toBe(403);
  expect(await ask(given.people.manager, change)).toMatchObject({ status: 302, location: `/business/shifts/${id}` });
  expect((await ask(given.people.viewer)).data).toMatchObject({ begun: false, mayManage: false, shift: { agentName: "Bruno" } });
  const cancelled = await ask(given.people.manager, { intent: "cancel", reason: "Quiet" });
  expect(cancelled.location).toBe(`/business/shifts?week=${planned}&role=${given.roleId}`);
  expect((await shiftById(db, id))?.state).toBe("cancelled");
});

test("agents give back, take, offer and accept by plain forms", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team;
  const { id } = await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  const her = (form?: Record<string, string>) =>
    visit(db, ownShift, { as: ana!.freelancer.agent, params: { shiftId: id }, form, now: thursday });
  const list = (as: Who, form?: Record<string, string>) => visit(db, ownPage, { as, url, form, now: thursday });
  const him = bruno!.freelancer.agent;
  const { status, data } = await her({ intent: "offerSwap", shiftId: id, with: "", note: "" });
  expect([status, errorsOf(data)]).toEqual([400, ["with"]]);
  expect((await her({ intent: "offerSwap", shiftId: id, with: bruno!.contract.id, note: "Please" })).status).toBe(302);
  const swaps = ((await list(him)).data as { swaps: { id: string; note: string }[] }).swaps;
  expect(swaps.map((one) => one.note)).toEqual(["Please"]);
  expect((await list((await givenAgent(db)).agent, { intent: "accept", swapId: swaps[0]!.id })).status).toBe(404);
  expect((await list(him, { intent: "accept", swapId: swaps[0]!.id })).location).toBe(`/agent/shifts?week=${planned}`);
  expect((await shiftById(db, id))?.agentId).toBe(bruno!.freelancer.agentId);
  expect((await her()).status).toBe(404);
  const his = (form: Record<string, string>) => visit(db, ownShift, { as: him, params: { shiftId: id }, form, now: thursday });
  expect((await his({ intent: "release", shiftId: id, reason: "Ill" })).location).toBe("/agent/shifts");
  expect(((await list(ana!.freelancer.agent)).data as { open: unknown[] }).open).toHaveLength(1);
  expect((await list(ana!.freelancer.agent, { intent: "claim", shiftId: id })).status).toBe(302);
  expect(await list(him, { intent: "claim", shiftId: id })).toMatchObject({
    status: 409,
    data: { form: { errors: { "": ["A colleague was faster: this shift is taken."] } } },
  });
});

test("adherence stands on both sides' pages with the same figures", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"]);
  const [ana] = given.team;
  await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  await givenWork(db, ana!, { from: at("2026-11-23T09:30Z"), minutes: 240 });
  const now = at("2026-11-24T09:00Z");
  const figures = async (route: typeof weekPage | typeof ownPage, as: Who) =>
    ((await visit(db, route, { as, url, now })).data as { adherence: { adherence: number; conformance: number }[] }).adherence;
  const mine = await figures(ownPage, ana!.freelancer.agent);
  expect(mine).toMatchObject([{ adherence: 875, conformance: 1000 }]);
  expect(await figures(weekPage, given.people.viewer)).toEqual(mine);
});

test("the calendar file has an agent's own shifts, the table a business's week", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { timeZone: "Europe/Paris" });
  const [ana] = given.team;
  const { id } = await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  await draft(db, given, ana!.contract, "2026-11-24 09:00-13:00");
  const read = async (route: typeof ics | typeof csv, as: Who, of = url) =>
    (await visit(db, route, { as, url: of, now: thursday })).data as Response;
  const calendar = await read(ics, ana!.freelancer.agent);
  expect(calendar.headers.get("content-type")).toMatch(/^text\/calendar/);
  const text = await calendar.text();
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  for (const line of [`UID:shift-${id}@deskhand`, "DTSTART:20261123T090000Z", "DTEND:20261123T130000Z"])
    expect(text.split("\r\n")).toContain(line);
  expect((await visit(db, ics, { as: given.people.owner, now: thursday })).status).toBe(403);
  const rows = (await (await read(csv, given.people.viewer)).text()).trim().split("\r\n");
  expect(rows[1]).toBe(
    `${id},Chat support,Ana,published,2026-11-23T09:00:00.000Z,2026-11-23T13:00:00.000Z,2026-11-23T10:00:00,2026-11-23T14:00:00,Europe/Paris,240,`,
  );
  expect(rows).toHaveLength(3);
  expect((await visit(db, csv, { as: ana!.freelancer.agent, now: thursday })).status).toBe(403);
  const none = await read(csv, (await givenBusiness(db)).owner);
  expect((await none.text()).trim().split("\r\n")).toHaveLength(1);
});

test("the planner's page asks few questions, however many shifts there are", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno", "Carla"], { coverage: hours(weekdays, 8, 18) });
  await plan(db, given, given.people.manager, { intent: "plan" });
  const queries: string[] = [];
  await queryCount.run({ queries }, () => visit(db, weekPage, { as: given.people.viewer, url, now: thursday }));
  // One of them reads who asks.
  expect(queries.length).toBeLessThanOrEqual(7);
  expect(
    (await db.select().from(shifts).where(eq(shifts.roleId, given.roleId)).orderBy(asc(shifts.startsAt))).length,
  ).toBeGreaterThan(14);
});
