import { system } from "#app/domain/accounts/permissions.ts";
import { updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import * as agents from "#app/routes/business+/agents.index.tsx";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
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
