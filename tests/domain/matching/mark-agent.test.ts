import type { Actor } from "#app/domain/accounts/permissions.ts";
import { markAgent, markAgentInput } from "#app/domain/matching/mark-agent.server.ts";
import { comparedAgents, marksOf } from "#app/domain/matching/marked-agents.server.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");

test("a mark is one word at a time, seen by the whole business and taken away again", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const { agentId } = await givenAgent(db, { now });
  const { id: roleId } = await givenOpenRole(db, people, { now });
  const mark = (wish: object) =>
    db.transaction((tx) =>
      markAgent(tx, { ...markAgentInput.parse({ agentId, ...wish }), roleId }, { actor: people.manager, now }),
    );
  await mark({ mark: "shortlisted" });
  await mark({ mark: "hidden", note: "Worked for a competitor" });
  expect(await marksOf(db, roleId)).toMatchObject([{ agentId, mark: "hidden", note: "Worked for a competitor", at: now }]);
  const later = { actor: people.owner, now: at("2026-06-04T09:00Z") };
  await db.transaction((tx) => markAgent(tx, { roleId, agentId, mark: "hidden", note: "Asked for too much" }, later));
  expect(await marksOf(db, roleId)).toMatchObject([{ mark: "hidden", note: "Asked for too much", at: now }]);
  await mark({ mark: "none" });
  await mark({ mark: "none" });
  expect(await marksOf(db, roleId)).toEqual([]);
});

test("only those who manage roles mark; strangers do not learn that the role exists", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const other = await givenBusiness(db, { now });
  const { agentId, agent } = await givenAgent(db, { now });
  const { id: roleId } = await givenOpenRole(db, people, { now });
  const mark = (actor: Actor, wish: object = {}) =>
    db.transaction((tx) => markAgent(tx, { roleId, agentId, mark: "shortlisted", note: "", ...wish }, { actor, now }));
  await expect(mark(people.viewer)).rejects.toBeInstanceOf(Forbidden);
  await expect(mark(other.owner)).rejects.toBeInstanceOf(NotFound);
  await expect(mark(agent)).rejects.toThrow();
  await expect(mark(people.owner, { agentId: newId() })).rejects.toBeInstanceOf(NotFound);
  await expect(mark(people.owner, { roleId: newId() })).rejects.toBeInstanceOf(NotFound);
  await expect(comparedAgents(db, { roleId, agentIds: [agentId] }, { actor: other.owner, now })).rejects.toBeInstanceOf(NotFound);
  expect(await marksOf(db, roleId)).toEqual([]);
});

test("agents stand side by side with the points that the list gives them, and with what keeps one out", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const listed = await givenAgent(db, { now, hourlyRate: "10.00" });
  const dear = await givenAgent(db, { now, hourlyRate: "90.00" });
  const { id: roleId } = await givenOpenRole(db, people, { now });
  const context = { actor: people.viewer, now };
  const { list: agents } = await comparedAgents(db, { roleId, agentIds: [dear.agentId, newId(), listed.agentId] }, context);
  expect(agents.map((one) => [one.agent.id, one.unmet])).toEqual([
    [dear.agentId, ["rate"]],
    [listed.agentId, []],
  ]);
  const { list } = await recommendedAgents(db, { roleId }, context);
  expect(agents[1]!.parts).toEqual(list.find((one) => one.agent.id === listed.agentId)!.parts);
});

test("whom the business hid is not on its list, and the list is as long as asked for all the same", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const wish = { now, languages: [{ language: "is", level: "C2" }] };
  const agents: string[] = [];
  for (const hourlyRate of ["10.00", "11.00", "12.00"]) agents.push((await givenAgent(db, { ...wish, hourlyRate })).agentId);
  const { id: roleId } = await givenOpenRole(db, people, wish);
  const listed = async (hidden: string[], limit: number) => {
    const found = await recommendedAgents(db, { roleId, limit, hidden }, { actor: people.viewer, now });
    return { ...found, list: found.list.map((one) => one.agent.id) };
  };
  expect(await listed([], 2)).toMatchObject({ list: agents.slice(0, 2), more: true, hiddenHere: 0 });
  expect(await listed([agents[0]!], 2)).toMatchObject({ list: agents.slice(1), more: false, hiddenHere: 1 });
  expect(await listed(agents, 2)).toMatchObject({ list: [], newcomer: null, more: false, hiddenHere: 3 });
});
