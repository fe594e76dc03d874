import { and, eq } from "drizzle-orm";
import { issueInvitationLink } from "#app/domain/accounts/member-invitation.server.ts";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { createSession, readSessionToken, sessionsOf, sessionViewer } from "#app/domain/accounts/session.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { newId } from "#app/kernel/ids.ts";
import * as invitation from "#app/routes/auth+/invitation.tsx";
import * as member from "#app/routes/business+/members.$userId.tsx";
import * as team from "#app/routes/business+/members.index.tsx";
import * as invite from "#app/routes/business+/members.invite.tsx";
import * as businessSettings from "#app/routes/business+/settings.tsx";
import * as clock from "#app/routes/dev+/clock.tsx";
import * as mail from "#app/routes/dev+/mail.$mailId.tsx";
import * as outbox from "#app/routes/dev+/mail.index.tsx";
import * as notification from "#app/routes/notifications+/$notificationId.ts";
import * as currentBusiness from "#app/routes/resources+/current-business.ts";
import * as tokens from "#app/routes/settings+/api-tokens.tsx";
import * as passwordPage from "#app/routes/settings+/password.tsx";
import * as profile from "#app/routes/settings+/profile.tsx";
import * as devices from "#app/routes/settings+/sessions.tsx";
import { memberInvitations, members, users } from "#db/schema/accounts.ts";
import { businessClock } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import { freshEmail, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const errorsOf = ({ data }: { data: unknown }) => (data as { form: { errors: Record<string, string[]> } }).form.errors;

test.for(["manager", "finance", "viewer"] as const)(
  "a %s sees the team but neither the form to invite nor its answer",
  async (who, { db }) => {
    const lumen = await givenBusiness(db);
    const as = lumen[who];
    expect((await visit(db, team, { as })).data).toMatchObject({ canManage: false, team: { length: 4 } });
    expect((await visit(db, invite, { as })).status).toBe(403);
    expect((await visit(db, invite, { as, form: { email: freshEmail(), role: "owner" } })).status).toBe(403);
    const form = { intent: "role", role: "owner" };
    expect((await visit(db, member, { as, params: { userId: as.userId }, form })).status).toBe(403);
    expect((await visit(db, businessSettings, { as, form: { name: "Mine", timeZone: "UTC" } })).status).toBe(403);
  },
);

test("people of another team are not there", async ({ db }) => {
  const [lumen, other] = [await givenBusiness(db), await givenOtherBusiness(db)];
  for (const userId of [other.viewer.userId, newId(), "nonsense"])
    expect((await visit(db, member, { as: lumen.owner, params: { userId } })).status).toBe(404);
  const form = { intent: "remove" };
  await visit(db, member, { as: lumen.owner, params: { userId: other.viewer.userId }, form });
  expect(await db.$count(members, eq(members.userId, other.viewer.userId))).toBe(1);
  expect((await visit(db, currentBusiness, { as: lumen.owner, form: { businessId: other.business.id } })).status).toBe(404);
});

test("an invitation from the form to the new member's first page, and back off the team", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const email = freshEmail("nina");
  const wrong = await visit(db, invite, { as: lumen.owner, form: { email: "nina@", role: "boss" } });
  expect([wrong.status, Object.keys(errorsOf(wrong)).sort()]).toEqual([400, ["email", "role"]]);
  expect((await visit(db, invite, { as: lumen.owner, form: { email, role: "viewer" } })).location).toBe("/business/members");

  const [open] = await db.select().from(memberInvitations).where(eq(memberInvitations.email, email));
  const { token } = (await db.transaction((tx) => issueInvitationLink(tx, open!.id, new Date())))!;
  const url = `/auth/invitation?token=${token}`;
  expect((await visit(db, invitation, { url })).data).toMatchObject({
    businessName: "Lumen",
    email,
    role: "viewer",
    known: false,
  });
  const short = await visit(db, invitation, { url, form: { name: "Nina", password: "short", timeZone: "UTC" } });
  expect(Object.keys(errorsOf(short))).toEqual(["password"]);
  const joined = await visit(db, invitation, { url, form: { name: "Nina", password: "a long walk home", timeZone: "UTC" } });
  expect([joined.location, (joined.data as Response).headers.get("set-cookie")]).toEqual([
    "/business",
    expect.stringMatching(/^session=/),
  ]);
  expect((await visit(db, invitation, { url })).status).toBe(404);

  const [nina] = await db.select().from(users).where(eq(users.email, email));
  const [params, as] = [{ userId: nina!.id }, { userId: nina!.id }];
  expect((await visit(db, member, { as, params, form: { intent: "remove" } })).location).toBe("/");
  expect((await visit(db, team, { as })).status).toBe(403);
  expect((await visit(db, member, { as: lumen.owner, params })).status).toBe(404);
});

test("the last owner cannot go, and reads why", async ({ db }) => {
  const lumen = await givenBusiness(db);
  const params = { userId: lumen.owner.userId };
  for (const form of [{ intent: "remove" }, { intent: "role", role: "viewer" }] as Record<string, string>[]) {
    const answer = await visit(db, member, { as: lumen.owner, params, form });
    expect([answer.status, errorsOf(answer)[""]]).toEqual([
      409,
      ["A business needs an owner. Make somebody else an owner first."],
    ]);
  }
});

test("a profile with a language, zone or theme of its own making is refused by name", async ({ db }) => {
  const { viewer } = await givenBusiness(db);
  const form = { name: "", locale: "xx", timeZone: "Mars/Olympus", theme: "neon" };
  const answer = await visit(db, profile, { as: viewer, form });
  expect(errorsOf(answer)).toEqual({
    name: ["Please fill in this field."],
    locale: ["Choose one of the list."],
    timeZone: ["Choose a time zone of the list."],
    theme: ["Choose one of the list."],
  });
  const right = { name: "Vera", locale: "es", timeZone: "Europe/Madrid", theme: "dark" };
  expect((await visit(db, profile, { as: viewer, form: right })).location).toBe("/settings/profile?saved");
});

test("somebody else's device or token named in a form stays as it is", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  await createSession(db, { userId: owner.userId });
  const [session] = await sessionsOf(db, owner.userId, null);
  await visit(db, devices, { as: viewer, form: { session: session!.id } });
  expect(await sessionsOf(db, owner.userId, null)).toHaveLength(1);
  expect((await visit(db, devices, { as: viewer, form: { session: "nonsense" } })).status).toBe(400);

  const made = (await visit(db, tokens, { as: owner, form: { intent: "create", label: "robot" } })).data;
  expect(made).toMatchObject({ token: expect.stringMatching(/^dh_/) });
  const { tokens: listed } = (await visit(db, tokens, { as: owner })).data as { tokens: { tokenHash: string }[] };
  await visit(db, tokens, { as: viewer, form: { intent: "revoke", token: listed[0]!.tokenHash } });
  expect(((await visit(db, tokens, { as: owner })).data as { tokens: unknown[] }).tokens).toHaveLength(1);
});

test("a notification leads its own reader on, and is nothing to others", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const id = newId();
  await db.insert(notifications).values({
    id,
    userId: owner.userId,
    key: "test:1",
    kind: "bill-paid",
    params: {},
    href: "/business/bills/1",
    createdAt: at("2026-06-15T09:00Z"),
  });
  const params = { notificationId: id };
  expect((await visit(db, notification, { as: viewer, params })).status).toBe(404);
  expect((await visit(db, notification, { as: owner, params })).location).toBe("/business/bills/1");
  expect(await db.$count(notifications, and(eq(notifications.id, id), eq(notifications.readAt, at("2026-06-15T09:00Z"))))).toBe(
    1,
  );
});

test("the demo's clock and mails are in the demo only; the clock goes forward, a year at most", async ({ db }) => {
  for (const route of [clock, outbox]) expect((await visit(db, route)).status).toBe(404);
  expect((await visit(db, mail, { params: { mailId: "x" } })).status).toBe(404);
  expect((await visit(db, clock, { form: { to: "day" } })).status).toBe(404);

  const demo = { demo: true, env: parseEnv({ NODE_ENV: "test", DATA_DIR: "/nowhere" }, "/") };
  expect((await visit(db, outbox, { env: demo })).data).toMatchObject({ rows: [] });
  expect((await visit(db, mail, { env: demo, params: { mailId: "../../etc/passwd" } })).status).toBe(404);
  const now = new Date();
  expect((await visit(db, clock, { env: demo, now, form: { to: "yesterday" } })).status).toBe(400);
  const far = new Date(now.getTime() + 370 * 86_400_000);
  expect(errorsOf(await visit(db, clock, { env: demo, now: far, form: { to: "day" } }))).toHaveProperty("to");
  expect((await visit(db, clock, { env: demo, now, form: { to: "day" } })).location).toBe("/dev/clock");
  const [row] = await db.select().from(businessClock);
  expect(row!.targetAt).toEqual(new Date(now.getTime() + 86_400_000));
});

test("a changed password ends every session, this one too, and goes on in a new one", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  await db
    .update(users)
    .set({ passwordHash: await hashPassword("a long walk home") })
    .where(eq(users.id, owner.userId));
  const [here, elsewhere] = [await createSession(db, owner), await createSession(db, owner)];
  const form = { currentPassword: "a long walk home", password: "a longer walk home" };
  const changed = await visit(db, passwordPage, { as: owner, form, env: { sessionToken: here.token } });
  expect(changed.location).toBe("/settings/password?saved");
  const cookie = (changed.data as Response).headers.get("set-cookie");
  const fresh = readSessionToken(cookie!.split(";")[0]!);
  expect((await sessionViewer(db, fresh!))?.id).toBe(owner.userId);
  for (const old of [here, elsewhere]) expect(await sessionViewer(db, old.token)).toBeNull();
});
