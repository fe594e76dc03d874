import { system } from "#app/domain/accounts/permissions.ts";
import { updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import { newId } from "#app/kernel/ids.ts";
import * as agents from "#app/routes/business+/agents.index.tsx";
import * as searches from "#app/routes/business+/searches.tsx";
import { givenBusiness, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-06-15T09:00Z");

test("every member of a business finds agents by words; others do not come in", async ({ db }) => {
  const { viewer } = await givenBusiness(db);
  const { agentId, agent } = await givenAgent(db, { now, headline: "Bandoneon repairs" });
  await db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agentId] }, { actor: system, now }));
  const url = "/business/agents?q=bandoneon&rate=much&page=0";
  expect(await visit(db, agents, { as: viewer, url })).toMatchObject({
    status: 200,
    data: {
      total: 1,
      page: 1,
      unreadRate: true,
      list: [{ agent: { id: agentId }, headline: [{ text: "Bandoneon", hit: true }, {}] }],
    },
  });
  expect(await visit(db, agents, { as: viewer, url: "/business/agents?page=9999" })).toMatchObject({ data: { list: [] } });
  expect((await visit(db, agents, { as: agent, url })).status).toBe(403);
  expect((await visit(db, agents, { as: await givenStaff(db), url })).status).toBe(403);
  expect((await visit(db, agents, { url })).location).toContain("/auth/sign-in");
});

test("a search is kept, renamed, paused and deleted from the pages; a role's list is watched", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const id = newId();
  const keep = (form: Record<string, string>, as = people.manager) =>
    visit(db, agents, {
      as,
      form: { intent: "save", id, name: "Night shift", query: "q=nights&tool=zendesk&page=7&bad=1", ...form },
    });
  expect(await keep({ name: "N" })).toMatchObject({ status: 400, data: { form: { errors: { name: [expect.any(String)] } } } });
  expect((await keep({}, people.viewer)).status).toBe(403);
  expect(await keep({})).toMatchObject({ status: 302, location: "/business/searches" });
  expect(await keep({ id: newId() })).toMatchObject({ status: 400, data: { form: { errors: { name: [expect.any(String)] } } } });
  const { id: roleId } = await givenOpenRole(db, people, { now });
  const change = (form: Record<string, string>, as = people.manager) => visit(db, searches, { as, form });
  expect((await change({ intent: "watch", id: newId(), roleId })).status).toBe(302);
  expect((await change({ intent: "rename", searchId: id, name: "Nights" })).status).toBe(302);
  expect((await change({ intent: "pause", searchId: id })).status).toBe(302);
  for (const [as, status] of [
    [people.viewer, 403],
    [other.owner, 404],
  ] as const)
    expect((await change({ intent: "delete", searchId: id }, as)).status).toBe(status);
  const list = await visit(db, searches, { as: people.viewer });
  expect(list.data).toMatchObject({
    mayManage: false,
    searches: [
      { roleId, query: null },
      { name: "Nights", state: "paused", query: "q=nights&tool=zendesk" },
    ],
  });
  expect((await change({ intent: "delete", searchId: id })).status).toBe(302);
  expect((await change({ intent: "nothing" })).status).toBe(400);
  expect((await visit(db, searches, {})).location).toContain("/auth/sign-in");
  expect((await visit(db, agents, { as: other.owner, url: `/business/agents?saved=${id}` })).status).toBe(404);
});
