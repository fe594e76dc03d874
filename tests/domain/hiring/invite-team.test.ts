import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { setPayable } from "#app/domain/agents/set-facts.server.ts";
import { inviteTeam, inviteTeamInput } from "#app/domain/hiring/invite-team.server.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { applications } from "#db/schema/hiring.ts";
import { type GivenBusiness, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenApplication } from "#tests/factories/hiring.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");
const invite = (db: Db, roleId: string, agentIds: string[], actor: GivenBusiness["manager"]) =>
  db.transaction((tx) => inviteTeam(tx, { roleId, agentIds, note: "Join us" }, { actor, now }));
const talksOf = async (db: Db, roleId: string) =>
  (await db.select().from(applications).where(eq(applications.roleId, roleId))).map((one) => one.agentId).sort();

async function givenTeam(db: Db) {
  const people = await givenBusiness(db);
  const { id: roleId } = await givenOpenRole(db, people);
  const team = [await givenAgent(db), await givenAgent(db), await givenAgent(db)].map((one) => one.agentId).sort();
  return { people, roleId, team };
}

test("each member is invited once; twice is once, and who was in talk is counted, also when two press at the same moment", async ({
  db,
}) => {
  const { people, roleId, team } = await givenTeam(db);
  expect(await invite(db, roleId, [team[0]!, team[0]!], people.manager)).toMatchObject({ invited: 1, left: [] });
  await Promise.all([invite(db, roleId, team, people.manager), invite(db, roleId, [...team].reverse(), people.owner)]);
  expect(await talksOf(db, roleId)).toEqual(team);
  const again = await invite(db, roleId, team, people.manager);
  expect(again.invited).toBe(0);
  expect(again.left.map((one) => [one.agentId, one.reason]).sort()).toEqual(team.map((agentId) => [agentId, "inTalk"]));
});

test("all or nobody: one who cannot be paid any more is named, and nobody is invited", async ({ db }) => {
  const { people, roleId, team } = await givenTeam(db);
  const lost = await givenAgent(db, { name: "Luís Lost" });
  await db.transaction((tx) => setPayable(tx, { agentId: lost.agentId, restricted: true }, { actor: system, now }));
  const refused = invite(db, roleId, [...team, lost.agentId], people.manager);
  await expect(refused).rejects.toThrow(Conflict);
  const lostOne = { agentId: lost.agentId, name: "Luís Lost", reason: "notPayable" };
  await expect(refused).rejects.toMatchObject({ params: { names: "Luís Lost" }, left: [lostOne] });
  await expect(invite(db, roleId, [...team, newId()], people.manager)).rejects.toThrow(NotFound);
  expect(await talksOf(db, roleId)).toEqual([]);
  // Picked one by one, the others are invited all the same.
  const picked = { roleId, agentIds: [...team, lost.agentId], note: "", whole: false };
  const done = await db.transaction((tx) => inviteTeam(tx, picked, { actor: people.manager, now }));
  expect(done).toEqual({ invited: 3, left: [lostOne] });
  expect(await talksOf(db, roleId)).toEqual(team);
});

test("members without the permission, other businesses and agents invite nobody; nor does a role that is not open", async ({
  db,
}) => {
  const { people, roleId, team } = await givenTeam(db);
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  await expect(invite(db, roleId, team, people.viewer)).rejects.toThrow(Forbidden);
  await expect(invite(db, roleId, team, people.finance)).rejects.toThrow(Forbidden);
  await expect(invite(db, roleId, team, other.manager)).rejects.toThrow(NotFound);
  await expect(invite(db, roleId, team, agent as never)).rejects.toThrow(NotFound);
  await db.transaction((tx) => changeRoleState(tx, { roleId, action: "pause" }, { actor: people.manager, now }));
  await expect(invite(db, roleId, team, people.manager)).rejects.toThrow(Conflict);
  expect(await talksOf(db, roleId)).toEqual([]);
});

test("who applied on their own stays where they are", async ({ db }) => {
  const { application, people, freelancer } = await givenApplication(db);
  const { agentId } = await givenAgent(db);
  expect(await invite(db, application.roleId, [agentId, freelancer.agentId], people.manager)).toMatchObject({
    invited: 1,
    left: [{ agentId: freelancer.agentId, reason: "inTalk" }],
  });
  const [row] = await db.select().from(applications).where(eq(applications.id, application.id));
  expect(row!.state).toBe(application.state);
});

test("the form: one name or several, never none", () => {
  const id = newId();
  expect(inviteTeamInput.parse({ agentIds: id })).toEqual({ agentIds: [id], note: "" });
  expect(inviteTeamInput.safeParse({}).error?.issues[0]?.message).toBe("hiring:errors.nobodyChosen");
  expect(inviteTeamInput.safeParse({ agentIds: ["nobody"] }).success).toBe(false);
});
