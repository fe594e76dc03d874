import { and, asc, eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { type ApplicationState, applicationLifecycle } from "#app/domain/hiring/application.ts";
import { applicationPage } from "#app/domain/hiring/applications.server.ts";
import { applyForRole } from "#app/domain/hiring/apply-for-role.server.ts";
import { changeApplication } from "#app/domain/hiring/change-application.server.ts";
import { inviteAgent } from "#app/domain/hiring/invite-agent.server.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { applications, offers } from "#db/schema/hiring.ts";
import { messages } from "#db/schema/messaging.ts";
import { givenBusiness, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenApplication, givenOffer } from "#tests/factories/hiring.ts";
import { givenOpenRole, givenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");

function invite(db: Db, roleId: string, agentId: string, actor: Actor, note = "") {
  return db.transaction((tx) => inviteAgent(tx, { roleId, agentId, note }, { actor, now }));
}
function apply(db: Db, roleId: string, actor: Actor, note = "") {
  return db.transaction((tx) => applyForRole(tx, { roleId, note }, { actor, now }));
}
function change(db: Db, applicationId: string, what: "shortlist" | "decline" | "withdraw", actor: Actor) {
  return db.transaction((tx) => changeApplication(tx, { applicationId, change: what }, { actor, now }));
}
async function stateOf(db: Db, applicationId: string): Promise<ApplicationState> {
  const [row] = await db.select().from(applications).where(eq(applications.id, applicationId));
  return row!.state;
}
async function linesOf(db: Db, conversationId: string): Promise<string[]> {
  const rows = await db.select().from(messages).where(eq(messages.conversationId, conversationId)).orderBy(asc(messages.seq));
  return rows.map((row) => (row.kind === "system" ? JSON.parse(row.body).key : row.body));
}

test("a business invites with a word, the agent says yes, and the thread tells it", async ({ db }) => {
  const people = await givenBusiness(db);
  const { agentId, agent } = await givenAgent(db);
  const { id } = await givenOpenRole(db, people);
  const application = await invite(db, id, agentId, people.manager, "Shall we talk?");
  expect(await stateOf(db, application.id)).toBe("invited");
  await apply(db, id, agent, "Gladly.");
  expect(await stateOf(db, application.id)).toBe("applied");
  expect(await linesOf(db, application.conversationId)).toEqual(["invited", "Shall we talk?", "applied", "Gladly."]);
});

test("an invitation and an application that cross, each pressed twice, begin one talk", async ({ db }) => {
  const people = await givenBusiness(db);
  const { agentId, agent } = await givenAgent(db);
  const { id } = await givenOpenRole(db, people);
  const begun = await Promise.all([
    invite(db, id, agentId, people.manager),
    apply(db, id, agent),
    invite(db, id, agentId, people.owner),
    apply(db, id, agent),
  ]);
  expect(new Set(begun.map((one) => one.id)).size).toBe(1);
  const rows = await db
    .select()
    .from(applications)
    .where(and(eq(applications.roleId, id), eq(applications.agentId, agentId)));
  expect(rows.map((row) => row.state)).toEqual(["applied"]);
});

test("inviting somebody already in talk changes nothing", async ({ db }) => {
  const { application, roleId, people, freelancer } = await givenApplication(db, { now });
  await change(db, application.id, "shortlist", people.manager);
  expect((await invite(db, roleId, freelancer.agentId, people.manager)).id).toBe(application.id);
  expect(await stateOf(db, application.id)).toBe("shortlisted");
});

test("who was declined may be invited again, in the same thread", async ({ db }) => {
  const { application, roleId, people, freelancer } = await givenApplication(db, { now });
  await change(db, application.id, "decline", people.manager);
  await invite(db, roleId, freelancer.agentId, people.manager);
  expect(await stateOf(db, application.id)).toBe("invited");
  expect(await linesOf(db, application.conversationId)).toEqual(["applied", "decline", "invited"]);
});

test.for([
  ["country Deskhand cannot pay yet", { country: "CL" }, "hiring:errors.countryNotPayable", "hiring:errors.agentNotPayable"],
  ["profile that is not complete", { complete: false }, "hiring:errors.profileIncomplete", "hiring:errors.agentNotPayable"],
] as const)("an agent with a %s can neither apply nor be invited", async ([, wish, toAgent, toBusiness], { db }) => {
  const people = await givenBusiness(db);
  const { agentId, agent } = await givenAgent(db, wish);
  const { id } = await givenOpenRole(db, people);
  await expect(apply(db, id, agent)).rejects.toMatchObject({ status: 409, key: toAgent });
  await expect(invite(db, id, agentId, people.manager)).rejects.toMatchObject({ status: 409, key: toBusiness });
});

test("a role that is not open takes nobody in: strangers to it do not even learn of it", async ({ db }) => {
  const people = await givenBusiness(db);
  const { agentId, agent } = await givenAgent(db);
  const draft = await givenRole(db, people);
  await expect(apply(db, draft.id, agent)).rejects.toBeInstanceOf(NotFound);
  await expect(invite(db, draft.id, agentId, people.manager)).rejects.toMatchObject({ key: "hiring:errors.roleNotOpen" });
  const { id } = await givenOpenRole(db, people);
  await invite(db, id, agentId, people.manager);
  await db.transaction((tx) => changeRoleState(tx, { roleId: id, action: "pause" }, { actor: people.manager, now }));
  await expect(apply(db, id, agent)).rejects.toMatchObject({ key: "hiring:errors.roleNotOpen" });
});

test("only a manager of the role's business invites, only an agent applies", async ({ db }) => {
  const people = await givenBusiness(db);
  const other = await givenOtherBusiness(db);
  const staff = await givenStaff(db);
  const { agentId, agent } = await givenAgent(db);
  const { id } = await givenOpenRole(db, people);
  for (const actor of [people.viewer, people.finance, staff])
    await expect(invite(db, id, agentId, actor)).rejects.toBeInstanceOf(Forbidden);
  for (const actor of [other.owner, agent]) await expect(invite(db, id, agentId, actor)).rejects.toBeInstanceOf(NotFound);
  for (const actor of [people.owner, other.owner, staff]) await expect(apply(db, id, actor)).rejects.toBeInstanceOf(Forbidden);
  expect(await db.select().from(applications).where(eq(applications.roleId, id))).toEqual([]);
});

test("the business decides on an application, the agent on an invitation; strangers on neither", async ({ db }) => {
  const other = await givenOtherBusiness(db);
  const stranger = await givenAgent(db);
  const { application, people, freelancer } = await givenApplication(db, { now });
  const wrong: [Actor, "shortlist" | "decline" | "withdraw", typeof Forbidden | typeof NotFound][] = [
    [freelancer.agent, "shortlist", Forbidden],
    [freelancer.agent, "decline", Forbidden],
    [people.manager, "withdraw", Forbidden],
    [people.viewer, "decline", Forbidden],
    [people.finance, "shortlist", Forbidden],
    [other.manager, "decline", NotFound],
    [stranger.agent, "withdraw", NotFound],
  ];
  for (const [actor, what, error] of wrong) await expect(change(db, application.id, what, actor)).rejects.toBeInstanceOf(error);
  expect(await stateOf(db, application.id)).toBe("applied");
  const invited = await givenApplication(db, { people, invited: true, now });
  await expect(change(db, invited.application.id, "decline", people.manager)).rejects.toBeInstanceOf(Forbidden);
  await change(db, invited.application.id, "decline", invited.freelancer.agent);
  expect(await stateOf(db, invited.application.id)).toBe("declined");
});

const buttons = ["shortlist", "decline", "withdraw"] as const;
const refused = applicationLifecycle.states.flatMap((state) =>
  buttons
    .filter((what) => !(applicationLifecycle.actions(state) as string[]).includes(what))
    .map((what) => [state, what] as const),
);
test.for(refused)("an application that is %s refuses to %s", async ([state, what], { db }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  await db.update(applications).set({ state }).where(eq(applications.id, application.id));
  const actor = what === "withdraw" ? freelancer.agent : people.manager;
  await expect(change(db, application.id, what, actor)).rejects.toBeInstanceOf(Conflict);
  expect(await stateOf(db, application.id)).toBe(state);
});

test.for(["decline", "withdraw"] as const)("an open offer ends when the application does: %s", async (what, { db }) => {
  const { application, offer, people, freelancer } = await givenOffer(db, { now });
  await change(db, application.id, what, what === "withdraw" ? freelancer.agent : people.manager);
  const [ended] = await db.select().from(offers).where(eq(offers.id, offer.id));
  expect(ended).toMatchObject({ state: "withdrawn", answeredAt: now });
});

test("both sides see the application with its offers, strangers nothing", async ({ db }) => {
  const other = await givenOtherBusiness(db);
  const { application, offer, people, freelancer } = await givenOffer(db, { now });
  for (const actor of [people.viewer, freelancer.agent]) {
    const page = await applicationPage(db, application.id, actor);
    expect(page.offers.map((one) => one.id)).toEqual([offer.id]);
  }
  await expect(applicationPage(db, application.id, other.owner)).rejects.toBeInstanceOf(NotFound);
});
