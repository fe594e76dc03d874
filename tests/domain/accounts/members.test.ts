import { and, eq } from "drizzle-orm";
import { acceptMemberInvitation } from "#app/domain/accounts/accept-member-invitation.server.ts";
import { changeMemberRole } from "#app/domain/accounts/change-member-role.server.ts";
import { createUser } from "#app/domain/accounts/create-user.server.ts";
import { inviteMember } from "#app/domain/accounts/invite-member.server.ts";
import { issueInvitationLink, memberInvitationOf } from "#app/domain/accounts/member-invitation.server.ts";
import { type Actor, type MemberRole, system } from "#app/domain/accounts/permissions.ts";
import { removeMember } from "#app/domain/accounts/remove-member.server.ts";
import { businessOf, teamOf } from "#app/domain/accounts/team.server.ts";
import { viewerById } from "#app/domain/accounts/viewer-query.server.ts";
import { withdrawMemberInvitation } from "#app/domain/accounts/withdraw-member-invitation.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { members, users } from "#db/schema/accounts.ts";
import {
  eventsNamed,
  freshEmail,
  type GivenBusiness,
  givenBusiness,
  givenOtherBusiness,
  givenStaff,
} from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-01T09:00Z");
const realNow = at("2026-11-25T12:00Z");
const days = (count: number) => new Date(realNow.getTime() + count * 86_400_000);
const person = { name: "Nina", passwordHash: "hash", locale: "es", timeZone: "Europe/Madrid" } as const;

type Asker = Exclude<keyof GivenBusiness, "business">;
const invite = (db: Db, { business }: GivenBusiness, actor: Actor, email: string, role: MemberRole = "finance") =>
  db.transaction((tx) => inviteMember(tx, { businessId: business.id, email, role }, { actor, now, realNow }));
const accept = (
  db: Db,
  token: string,
  { signedInAs = null, when = realNow, as }: { signedInAs?: string | null; when?: Date; as?: typeof person } = {},
) => db.transaction((tx) => acceptMemberInvitation(tx, { token, signedInAs, person: as }, { now, realNow: when }));
const mailedLink = async (db: Db, invitationId: string) =>
  (await db.transaction((tx) => issueInvitationLink(tx, invitationId, realNow)))!.token;
const roleOf = async (db: Db, businessId: string, userId: string) => {
  const [member] = await db
    .select()
    .from(members)
    .where(and(eq(members.businessId, businessId), eq(members.userId, userId)));
  return member?.role;
};
const setRole = (db: Db, { business }: GivenBusiness, actor: Actor, userId: string, role: MemberRole) =>
  db.transaction((tx) => changeMemberRole(tx, { businessId: business.id, userId, role }, { actor, now }));
const remove = (db: Db, { business }: GivenBusiness, actor: Actor, userId: string) =>
  db.transaction((tx) => removeMember(tx, { businessId: business.id, userId }, { actor, now }));

test("an invited person follows the link, gives a name and a password, and is on the team with a confirmed address", async ({
  db,
}) => {
  const lumen = await givenBusiness(db);
  const email = freshEmail("nina");
  const { invitationId } = await invite(db, lumen, lumen.owner, email);
  const token = await mailedLink(db, invitationId);
  expect(await memberInvitationOf(db, token, realNow)).toMatchObject({
    businessName: "Lumen",
    invitedBy: "Olivia Owner",
    email,
    role: "finance",
    userId: null,
  });

  const joined = await accept(db, token, { as: person });

  expect(joined).toMatchObject({ businessId: lumen.business.id, created: true });
  expect(await viewerById(db, joined.userId)).toMatchObject({
    name: "Nina",
    email,
    emailVerified: true,
    locale: "es",
    businesses: [{ name: "Lumen", role: "finance" }],
  });
  await expect(accept(db, token, { as: person })).rejects.toThrow("accounts:errors.invitationDead");
});

test("inviting twice is one invitation and one mail, with the latest role", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const email = freshEmail("twice");
  const first = await invite(db, lumen, lumen.owner, email, "viewer");
  const second = await invite(db, lumen, lumen.owner, email.toUpperCase(), "manager");
  expect(second).toEqual(first);
  const { invitations } = await teamOf(db, lumen.business.id, { actor: lumen.owner, realNow });
  expect(invitations).toMatchObject([{ email, role: "manager" }]);
  const mailed = await eventsNamed(db, "member.invited");
  expect(mailed.filter(({ invitationId }) => invitationId === first.invitationId)).toHaveLength(1);
});

test("somebody who has an account joins with it; a second mail's link is the one that works", async ({ db }) => {
  const [lumen, other] = [await givenBusiness(db), await givenOtherBusiness(db)];
  const email = (await viewerById(db, other.viewer.userId))!.email;
  const { invitationId } = await invite(db, lumen, lumen.owner, email, "viewer");
  const old = await mailedLink(db, invitationId);
  const token = await mailedLink(db, invitationId);
  await expect(accept(db, old)).rejects.toThrow(NotFound);
  expect(await accept(db, token)).toEqual({ userId: other.viewer.userId, businessId: lumen.business.id, created: false });
  expect((await viewerById(db, other.viewer.userId))!.businesses.map(({ name }) => name)).toEqual(["Lumen", "Other Ltd"]);
});

test("an account that somebody made under the invited address does not slip onto the team", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const email = freshEmail("victim");
  const planted = await db.transaction((tx) => createUser(tx, { ...person, kind: "member", email }, { now, actor: system }));
  const { invitationId } = await invite(db, lumen, lumen.owner, email);
  const token = await mailedLink(db, invitationId);

  await expect(accept(db, token)).rejects.toThrow("accounts:errors.notConfirmed");
  await expect(accept(db, token, { signedInAs: lumen.viewer.userId })).rejects.toThrow(Conflict);
  expect(await roleOf(db, lumen.business.id, planted.id)).toBeUndefined();

  await accept(db, token, { signedInAs: planted.id });
  expect(await roleOf(db, lumen.business.id, planted.id)).toBe("finance");
  const [user] = await db.select().from(users).where(eq(users.id, planted.id));
  expect(user!.emailVerifiedAt).toEqual(now);
});

test("members, agents and staff cannot be invited, each with a reason beside the address", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const emailOf = async (userId: string) => (await viewerById(db, userId))!.email;
  const agent = await givenAgent(db);
  const refusals = [
    [await emailOf(lumen.viewer.userId), "accounts:errors.memberAlready"],
    [agent.email, "accounts:errors.notForMembers"],
    [await emailOf((await givenStaff(db)).userId), "accounts:errors.notForMembers"],
  ] as const;
  for (const [email, key] of refusals)
    await expect(invite(db, lumen, lumen.owner, email)).rejects.toMatchObject({ field: "email", key });
});

test("an address that becomes an agent's meanwhile does not join", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const email = freshEmail("later-agent");
  const { invitationId } = await invite(db, lumen, lumen.owner, email);
  await db.transaction((tx) => createUser(tx, { ...person, kind: "agent", email }, { now }));
  await expect(accept(db, await mailedLink(db, invitationId))).rejects.toThrow("accounts:errors.notForMembers");
});

test("an invitation dies after a week, and when it is taken back; taking back twice is once", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const old = await mailedLink(db, (await invite(db, lumen, lumen.owner, freshEmail())).invitationId);
  await expect(accept(db, old, { when: days(7), as: person })).rejects.toThrow(NotFound);

  const { invitationId } = await invite(db, lumen, lumen.owner, freshEmail());
  const token = await mailedLink(db, invitationId);
  const withdraw = (actor: Actor, businessId = lumen.business.id) =>
    db.transaction((tx) => withdrawMemberInvitation(tx, { businessId, invitationId }, { actor, now }));
  const other = await givenOtherBusiness(db);
  await withdraw(other.owner, other.business.id); // an id of somebody else's does nothing
  await expect(withdraw(lumen.manager)).rejects.toThrow(Forbidden);
  await expect(withdraw(other.owner)).rejects.toThrow(NotFound);
  await withdraw(lumen.owner);
  await withdraw(lumen.owner);
  await expect(accept(db, token, { as: person })).rejects.toThrow(NotFound);
  expect(await db.transaction((tx) => issueInvitationLink(tx, invitationId, realNow))).toBeNull();
});

test("fifty open invitations are enough", async ({ db }) => {
  const lumen = await givenBusiness(db);
  for (let count = 0; count < 50; count++) await invite(db, lumen, lumen.owner, freshEmail("many"));
  await expect(invite(db, lumen, lumen.owner, freshEmail("one-more"))).rejects.toMatchObject({
    key: "accounts:errors.tooManyInvitations",
    params: { count: 50 },
  });
});

test.for(["manager", "finance", "viewer"] as const)("a %s manages nobody", async (who: Asker, { db }) => {
  const lumen = await givenBusiness(db);
  await expect(invite(db, lumen, lumen[who], freshEmail())).rejects.toThrow(Forbidden);
  await expect(setRole(db, lumen, lumen[who], lumen[who].userId, "owner")).rejects.toThrow(Forbidden);
  await expect(remove(db, lumen, lumen[who], lumen.owner.userId)).rejects.toThrow(Forbidden);
});

test("strangers learn nothing of a team", async ({ db }) => {
  const [lumen, other] = [await givenBusiness(db), await givenOtherBusiness(db)];
  const { agent } = await givenAgent(db);
  for (const stranger of [other.owner, agent]) {
    await expect(invite(db, lumen, stranger, freshEmail())).rejects.toThrow(NotFound);
    await expect(setRole(db, lumen, stranger, lumen.viewer.userId, "owner")).rejects.toThrow(NotFound);
    await expect(remove(db, lumen, stranger, lumen.viewer.userId)).rejects.toThrow(NotFound);
    await expect(teamOf(db, lumen.business.id, { actor: stranger, realNow })).rejects.toThrow(NotFound);
    await expect(businessOf(db, lumen.business.id, stranger)).rejects.toThrow(NotFound);
  }
  await expect(remove(db, lumen, await givenStaff(db), lumen.viewer.userId)).rejects.toThrow(Forbidden);
});

test("an owner gives another role, in force with the next click; a person of no team has none to give", async ({ db }) => {
  const lumen = await givenBusiness(db);
  await setRole(db, lumen, lumen.owner, lumen.viewer.userId, "finance");
  await setRole(db, lumen, lumen.owner, lumen.viewer.userId, "finance");
  expect((await viewerById(db, lumen.viewer.userId))!.businesses).toMatchObject([{ role: "finance" }]);
  const stranger = await givenStaff(db);
  await expect(setRole(db, lumen, lumen.owner, stranger.userId, "viewer")).rejects.toThrow(NotFound);
});

test("members are taken off, or leave; twice is once", async ({ db }) => {
  const lumen = await givenBusiness(db);
  await remove(db, lumen, lumen.owner, lumen.manager.userId);
  await remove(db, lumen, lumen.owner, lumen.manager.userId);
  await remove(db, lumen, lumen.viewer, lumen.viewer.userId);
  const { team } = await teamOf(db, lumen.business.id, { actor: lumen.owner, realNow });
  expect(team.map(({ role }) => role)).toEqual(["owner", "finance"]);
  expect(await viewerById(db, lumen.viewer.userId)).toMatchObject({ businesses: [], businessId: null });
});

test("a business keeps an owner, also when two step down at the same moment", async ({ db }) => {
  const lumen = await givenBusiness(db);
  await expect(setRole(db, lumen, lumen.owner, lumen.owner.userId, "viewer")).rejects.toThrow("accounts:errors.lastOwner");
  await expect(remove(db, lumen, lumen.owner, lumen.owner.userId)).rejects.toThrow(Conflict);

  await setRole(db, lumen, lumen.owner, lumen.manager.userId, "owner");
  const second: Actor = { ...lumen.manager, memberships: [{ businessId: lumen.business.id, role: "owner" }] };
  const answers = await Promise.allSettled([
    setRole(db, lumen, lumen.owner, lumen.owner.userId, "viewer"),
    remove(db, lumen, second, lumen.manager.userId),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const { team } = await teamOf(db, lumen.business.id, { actor: system, realNow });
  expect(team.filter(({ role }) => role === "owner")).toHaveLength(1);
});

test("a new person needs a name and a password", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const token = await mailedLink(db, (await invite(db, lumen, lumen.owner, freshEmail())).invitationId);
  await expect(accept(db, token)).rejects.toThrow("accounts:errors.invitationNeedsAccount");
  await expect(accept(db, "nonsense", { as: person })).rejects.toThrow(NotFound);
  await expect(accept(db, token, { as: person })).resolves.toMatchObject({ created: true });
  await expect(invite(db, lumen, system, freshEmail())).rejects.toThrow(NotFound);
});
