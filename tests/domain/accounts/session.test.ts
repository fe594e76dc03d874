import { eq } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { createUser } from "#app/domain/accounts/create-user.server.ts";
import { hashPassword, verifyPassword } from "#app/domain/accounts/password.server.ts";
import {
  createSession,
  invalidateSession,
  invalidateUserSessions,
  readSessionToken,
  sessionCookie,
  sessionViewer,
} from "#app/domain/accounts/session.server.ts";
import { actorOf } from "#app/domain/accounts/viewer.ts";
import { queryCount } from "#db/client.server.ts";
import { sessions, users } from "#db/schema/accounts.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";

const day = 86_400_000;

test("a session is one query to read, and the database holds only the hash of its token", async ({ db }) => {
  const { owner, business } = await givenBusiness(db);
  const { token } = await createSession(db, { userId: owner.userId, userAgent: "Firefox" });

  const counted = { queries: [] as string[] };
  const viewer = await queryCount.run(counted, () => sessionViewer(db, token));

  expect(counted.queries).toHaveLength(1);
  expect(viewer).toMatchObject({
    id: owner.userId,
    kind: "member",
    emailVerified: false,
    businessId: business.id,
    businesses: [{ id: business.id, name: "Lumen", role: "owner", timeZone: "Europe/Lisbon" }],
    staffRoles: [],
  });
  expect(actorOf(viewer!)).toEqual(owner);
  const rows = await db.select().from(sessions);
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(rows[0]).toMatchObject({ userId: owner.userId, userAgent: "Firefox" });
});

test("using a session starts its thirty days again, at most once a day", async ({ db }) => {
  const { userId } = await givenStaff(db);
  const { token } = await createSession(db, { userId });
  const expiry = async () => (await db.select().from(sessions).where(eq(sessions.userId, userId)))[0]!.expiresAt.getTime();
  const begun = await expiry();

  await sessionViewer(db, token);
  expect(await expiry()).toBe(begun);

  await db
    .update(sessions)
    .set({ expiresAt: new Date(begun - 2 * day) })
    .where(eq(sessions.userId, userId));
  await sessionViewer(db, token);
  expect(Math.abs((await expiry()) - begun)).toBeLessThan(60_000);
});

test("expired, ended and suspended sessions sign nobody in", async ({ db }) => {
  const { userId } = await givenStaff(db);
  const one = await createSession(db, { userId });
  const two = await createSession(db, { userId });
  const three = await createSession(db, { userId });
  expect(await sessionViewer(db, one.token)).toMatchObject({ staffRoles: ["platform_finance"], businessId: null });

  await invalidateSession(db, one.token);
  expect(await sessionViewer(db, one.token)).toBeNull();

  await invalidateUserSessions(db, userId, three.token);
  expect(await sessionViewer(db, two.token)).toBeNull();
  expect(await sessionViewer(db, three.token)).not.toBeNull();

  await db
    .update(sessions)
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where(eq(sessions.userId, userId));
  expect(await sessionViewer(db, three.token)).toBeNull();

  const four = await createSession(db, { userId });
  await db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, userId));
  expect(await sessionViewer(db, four.token)).toBeNull();
  await expect(actorById(db, userId)).rejects.toThrow("notFound");
});

test.for([
  ["http://localhost:3000", "session=abc; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"],
  ["https://deskhand.example", "__Host-session=abc; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"],
] as const)("the cookie on %s", ([url, cookie]) => {
  expect(sessionCookie("abc", url)).toBe(cookie);
});

test("only a well-formed cookie of the right name is read", () => {
  const token = "a".repeat(43);
  expect(readSessionToken(null)).toBeNull();
  expect(readSessionToken(`theme=dark; session=${token}`)).toBe(token);
  expect(readSessionToken(`session=${token}`, "https://deskhand.example")).toBeNull();
  expect(readSessionToken(`__Host-session=${token}`, "https://deskhand.example")).toBe(token);
  expect(readSessionToken("session=short")).toBeNull();
  expect(readSessionToken("session='; drop table users; --")).toBeNull();
});

test("an address is taken once, whatever its case", async ({ db }) => {
  const person = {
    name: "Olive",
    email: "olive@example.test",
    passwordHash: "x",
    locale: "fr",
    timeZone: "Europe/Paris",
  } as const;
  const now = new Date("2026-06-01T08:00Z");
  await db.transaction((tx) => createUser(tx, { ...person, kind: "agent" }, { now }));
  const again = db.transaction((tx) => createUser(tx, { ...person, email: "OLIVE@example.test", kind: "member" }, { now }));
  await expect(again).rejects.toMatchObject({ field: "email", key: "accounts:errors.emailTaken" });
});

test("a password is kept as argon2id and an unknown address never matches", async () => {
  const stored = await hashPassword("correct horse");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, "correct horse")).toBe(true);
  expect(await verifyPassword(stored, "wrong horse")).toBe(false);
  expect(await verifyPassword(null, "correct horse")).toBe(false);
  expect(await verifyPassword("$argon2id$never", "correct horse")).toBe(false);
});
