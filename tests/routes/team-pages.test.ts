import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { setPayable } from "#app/domain/agents/set-facts.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { queryCount } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { everyDay, givenAgent, hours } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { givenTeam, planned, thursday } from "#tests/factories/shifts.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const teamPage = await import("#app/routes/business+/roles.$roleId.team.tsx");
const matchesPage = await import("#app/routes/business+/roles.$roleId.matches.tsx");
const coverPage = await import("#app/routes/business+/shifts.cover.tsx");
const now = at("2026-06-02T10:00Z");

test("a manager asks for the team by a plain form, sees it in at most eight queries, and invites all of it", async ({ db }) => {
  const people = await givenBusiness(db);
  const crew = [];
  for (const [from, to] of [
    [8, 14],
    [14, 20],
  ] as const)
    crew.push(
      await givenAgent(db, {
        name: `From ${from}`,
        tools: [{ tool: "gorgias", level: 3 }],
        availability: hours(everyDay, from, to),
        now,
      }),
    );
  const { id: roleId } = await givenOpenRole(db, people, {
    coverage: hours([0, 1, 2], 8, 20),
    weeklyLimitMinutes: 1_800,
    tools: [{ tool: "gorgias", required: true }],
  });
  const params = { roleId };
  const look = (as: { userId: string | null }) =>
    visit(db, teamPage, { as, params, url: `/business/roles/${roleId}/team?taste=cheapest`, now });
  const post = (as: { userId: string | null }, form: Record<string, string>) =>
    visit(db, teamPage, { as, params, url: `/business/roles/${roleId}/team?taste=cheapest`, form, now });

  const queries: string[] = [];
  const { data: first } = await queryCount.run({ queries }, () => look(people.viewer));
  expect(first).toMatchObject({ state: "none", greedy: true, mayManage: false });
  expect(queries.length).toBeLessThanOrEqual(8);
  expect(await post(people.manager, { intent: "ask" })).toMatchObject({
    status: 302,
    location: `/business/roles/${roleId}/team?taste=cheapest`,
  });
  await settleAt(db, now);
  expect((await look(people.manager)).data).toMatchObject({
    state: "ready",
    greedy: false,
    team: { open: 0 },
    taste: "cheapest",
  });

  const [early] = crew;
  expect((await post(people.viewer, { intent: "invite", agentIds: early!.agentId })).status).toBe(403);
  expect((await post(people.manager, { intent: "invite" })).status).toBe(400);
  expect((await post(people.manager, { intent: "fire" })).status).toBe(400);
  const invited = await post(people.manager, { intent: "invite", agentIds: early!.agentId });
  expect(invited.location).toBe(`/business/roles/${roleId}/team?taste=cheapest&invited=1&already=0`);
  const { data } = await look(people.manager);
  expect(Object.keys((data as { talks: object }).talks)).toEqual([early!.agentId]);

  const other = await givenOtherBusiness(db);
  expect((await look(other.manager)).status).toBe(404);
  expect((await post(other.manager, { intent: "ask" })).status).toBe(404);
  expect((await look({ userId: null })).status).not.toBe(200);
});

test("who of several cannot be invited is named with the reason: on the list beside those who are, for a whole team instead", async ({
  db,
}) => {
  const people = await givenBusiness(db);
  const { id: roleId } = await givenOpenRole(db, people);
  const [fine, poor, gone, unready] = [
    await givenAgent(db, { name: "Fay Fine" }),
    await givenAgent(db, { name: "Pál Poor" }),
    await givenAgent(db, { name: "Gus Gone" }),
    await givenAgent(db, { name: "Una Unready", complete: false }),
  ];
  await db.transaction((tx) => setPayable(tx, { agentId: poor.agentId, restricted: true }, { actor: system, now }));
  await db.update(users).set({ suspendedAt: now }).where(eq(users.id, gone.agentId));
  const params = { roleId };
  const act = async (route: object, agentIds: string[], env: object = {}, as: { userId: string | null } = people.manager) => {
    const form = new URLSearchParams([
      ["intent", route === teamPage ? "invite" : "picked"],
      ["act", "invite"],
      ["note", ""],
      ...agentIds.map((one) => ["agentIds", one]),
    ]);
    return visit(db, route, { as, params, url: `/business/roles/${roleId}/x`, form, now, env });
  };
  const everybody = [fine, poor, gone, unready].map((one) => one.agentId);

  const whole = await act(teamPage, everybody);
  const named = "Gus Gone (suspended), Pál Poor (cannot be paid at the moment), and Una Unready (profile not complete)";
  expect(whole).toMatchObject({
    status: 409,
    data: { form: { errors: { "": [expect.stringContaining(`Nobody was invited: ${named} cannot be hired`)] } } },
  });
  const french = await act(teamPage, [fine.agentId, poor.agentId], { translate: translator("fr"), locale: "fr" });
  expect(JSON.stringify(french.data)).toContain("Pál Poor (impossible à payer pour le moment)");

  expect((await act(matchesPage, everybody, {}, people.viewer)).status).toBe(403);
  await act(matchesPage, [fine.agentId]);
  const { location } = await act(matchesPage, everybody);
  const queries: string[] = [];
  const look = (as: { userId: string | null }) => visit(db, matchesPage, { as, params, url: location!, now });
  const { data } = await queryCount.run({ queries }, () => look(people.manager));
  expect(queries.length).toBeLessThanOrEqual(8);
  expect(data).toMatchObject({
    did: { invited: 0, already: 1, gone: 3 },
    left: [
      { name: "Fay Fine", reason: "inTalk" },
      { name: "Gus Gone", reason: "suspended" },
      { name: "Pál Poor", reason: "notPayable" },
      { name: "Una Unready", reason: "unfinished" },
    ],
  });
  expect((await look((await givenOtherBusiness(db)).manager)).status).toBe(404);
  expect((await look({ userId: null })).status).not.toBe(200);
});

test("gaps of a week: looked at in at most eight queries, drafted for a colleague by a plain form", async ({ db }) => {
  const given = await givenTeam(db, ["Ana"], { coverage: hours([1], 9, 13) });
  const url = `/?week=${planned}&role=${given.roleId}`;
  const queries: string[] = [];
  const look = () => visit(db, coverPage, { as: given.people.viewer, url, now: thursday });
  const { data } = await queryCount.run({ queries }, look);
  expect(queries.length).toBeLessThanOrEqual(8);
  expect(data).toMatchObject({ mayManage: false, gaps: [{ people: 2, team: [{ name: "Ana" }] }] });
  const contractId = given.team[0]!.contract.id;
  const form = { intent: "add", contractId, day: "2026-11-24", from: "09:00", to: "13:00", note: "" };
  const draft = (as: { userId: string | null }) => visit(db, coverPage, { as, url, form, now: thursday });
  expect((await draft(given.people.viewer)).status).toBe(403);
  const { location } = await draft(given.people.manager);
  expect(location).toBe(`/business/shifts/cover?week=${planned}&role=${given.roleId}&did=add`);
  const after = await visit(db, coverPage, { as: given.people.manager, url, now: thursday });
  expect(after.data).toMatchObject({ gaps: [{ people: 1, team: [] }] });
  const other = await givenOtherBusiness(db);
  expect((await visit(db, coverPage, { as: other.manager, url, now: thursday })).status).toBe(404);
});
